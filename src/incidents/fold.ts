import { defaultUpdateEveryMinutes, type IncidentPolicy } from './deps.js';
import { type Entry, type EntryKind, isDelivered, type MilestoneName, type Role } from './entry.js';
import { foldTargets } from './fold-targets.js';
import type { ActionItem, Incident, Milestone, PublicState } from './incident.js';
import { isActive } from './transitions.js';

type Cadence = IncidentPolicy['updateEveryMinutes'];

/**
 * What the entries of one record add up to. Pure; the order of `history` is the order recorded.
 * Throws when the first entry is not `opened`: then it is no record.
 */
export function foldIncident(
  history: readonly Entry[],
  cadence: Cadence = defaultUpdateEveryMinutes,
): Incident {
  const entries = inForce(history);
  const opened = entries.find((entry) => entry.kind === 'opened');
  if (opened?.kind !== 'opened') throw new Error('A record begins with its opening.');
  const { kind: _kind, v: _v, ...facts } = opened;
  const states = of(entries, 'state');
  const base = {
    id: opened.inc,
    ...stripEntry(facts),
    severity: of(entries, 'severity').at(-1)?.to ?? opened.severity,
    severityHistory: severityHistory(opened, entries),
    state: states.at(-1)?.to ?? 'investigating',
    stateHistory: states.map((entry) => ({
      to: entry.to,
      at: entry.occurredAt,
      by: entry.actor.id,
      reason: entry.reason,
    })),
    cancelled: states.at(-1)?.cancelled ?? null,
    openedAt: opened.recordedAt,
    openedBy: opened.actor,
    tz: opened.tz,
    roles: foldRoles(entries),
    milestones: foldMilestones(opened, entries),
    targetStates: foldTargets(opened.targets, entries),
    reached: of(entries, 'reached').at(-1)?.people ?? null,
    actions: foldActions(entries),
    candidates: of(entries, 'candidates').map(({ from, items, absent }) => ({
      from,
      items,
      absent,
    })),
    links: of(entries, 'link').map(({ title, url }) => ({ title, url })),
    public: foldPublic(entries),
    seq: history.at(-1)?.seq ?? 0,
    entries,
    history,
  } satisfies Omit<Incident, 'lastUpdateAt' | 'updateDueAt'>;
  return { ...base, ...foldDue(base, cadence) };
}

/** The entries of one kind, in order. */
export function of<K extends EntryKind>(entries: readonly Entry[], kind: K): Entry<K>[] {
  return entries.filter((entry): entry is Entry<K> => entry.kind === kind);
}

/** Without what a later entry supersedes; a `redacted` entry takes its own place. */
function inForce(history: readonly Entry[]): readonly Entry[] {
  const gone = new Set(history.flatMap(({ supersedes }) => (supersedes ? [supersedes] : [])));
  return gone.size === 0 ? history : history.filter(({ id }) => !gone.has(id));
}

function stripEntry(facts: Omit<Entry<'opened'>, 'kind' | 'v'>) {
  return {
    title: facts.title,
    summary: facts.summary,
    service: facts.service,
    components: facts.components,
    key: facts.key,
    nature: facts.nature,
    page: facts.page,
    dedupKey: facts.dedupKey,
    private: facts.private,
    publicRef: facts.publicRef,
    runbook: facts.runbook,
    checklist: facts.checklist,
    targets: facts.targets,
  };
}

function severityHistory(
  opened: Entry<'opened'>,
  entries: readonly Entry[],
): Incident['severityHistory'] {
  const first = {
    from: null,
    to: opened.severity,
    at: opened.recordedAt,
    by: opened.actor.id,
    reason: null,
  };
  const later = of(entries, 'severity').map((entry) => ({
    from: entry.from,
    to: entry.to,
    at: entry.occurredAt,
    by: entry.actor.id,
    reason: entry.reason,
  }));
  return [first, ...later];
}

function foldRoles(entries: readonly Entry[]): Incident['roles'] {
  const roles: Partial<Record<Role, string>> = {};
  for (const { role, person } of of(entries, 'role')) {
    if (person === null) delete roles[role];
    else roles[role] = person;
  }
  return roles;
}

/** What was said explicitly wins; the rest follows from what happened. */
function foldMilestones(
  opened: Entry<'opened'>,
  entries: readonly Entry[],
): Incident['milestones'] {
  const found: Partial<Record<MilestoneName, Milestone>> = { declared: milestone(opened) };
  for (const entry of entries) {
    const implied = impliedBy(entry);
    if (!implied) continue;
    // An incident that was reopened is resolved when it was resolved last.
    if (implied === 'resolved' || !found[implied]) found[implied] = milestone(entry);
  }
  if (lastState(entries) === 'reopened') delete found.resolved;
  for (const entry of of(entries, 'milestone')) {
    found[entry.name] = { ...milestone(entry), text: entry.text };
  }
  return found;
}

function impliedBy(entry: Entry): MilestoneName | null {
  if (entry.kind === 'acknowledged') return 'acknowledged';
  if (entry.kind === 'state' && entry.to === 'resolved') return 'resolved';
  const paged = entry.kind === 'delivery' && entry.op === 'page.trigger' && isDelivered(entry);
  return paged ? 'paged' : null;
}

function lastState(entries: readonly Entry[]): 'reopened' | null {
  const last = of(entries, 'state').at(-1);
  return last && isActive(last.to) ? 'reopened' : null;
}

function milestone(entry: Entry): Milestone {
  return {
    at: entry.occurredAt,
    precision: entry.precision,
    tz: entry.tz,
    source: entry.source,
    actor: entry.actor,
    text: null,
  };
}

function foldActions(entries: readonly Entry[]): readonly ActionItem[] {
  const items = new Map<string, ActionItem>();
  for (const entry of of(entries, 'action')) {
    const { action: id, text, does, owner, due, priority, status, url } = entry;
    items.set(id, { id, text, does, owner, due, priority, status, url });
  }
  return [...items.values()];
}

function foldPublic(entries: readonly Entry[]): PublicState {
  const steps = of(entries, 'public');
  const newest = (step: Entry<'public'>['step']) => steps.findLast((entry) => entry.step === step);
  const draft = newest('drafted');
  const approved = newest('approved');
  const published = newest('published');
  return {
    draft: draft ? { text: draft.text ?? '', sha256: draft.sha256, at: draft.recordedAt } : null,
    approved: approved
      ? { sha256: approved.sha256, by: approved.actor.id, at: approved.recordedAt }
      : null,
    published: published ? { sha256: published.sha256, at: published.recordedAt } : null,
  };
}

function foldDue(
  base: Omit<Incident, 'lastUpdateAt' | 'updateDueAt'>,
  cadence: Cadence,
): Pick<Incident, 'lastUpdateAt' | 'updateDueAt'> {
  const lastUpdateAt = of(base.entries, 'update').at(-1)?.recordedAt ?? base.openedAt;
  const reminder = of(base.entries, 'reminder').at(-1);
  const minutes = reminder?.everyMinutes ?? cadence[base.severity];
  if (!isActive(base.state) || !minutes) return { lastUpdateAt, updateDueAt: null };
  const due = Date.parse(lastUpdateAt) + minutes * 60_000;
  const snoozed = reminder?.snoozedUntil ? Date.parse(reminder.snoozedUntil) : 0;
  return { lastUpdateAt, updateDueAt: new Date(Math.max(due, snoozed)).toISOString() };
}
