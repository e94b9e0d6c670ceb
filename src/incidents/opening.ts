import { refuse } from './change-incident.js';
import { openingDeliveries } from './deliveries/new-delivery.js';
import { configured } from './deliveries/open-ports.js';
import type { IncidentDeps } from './deps.js';
import { draft } from './draft.js';
import type { DeliveryError, IncidentId, OpenedBody, TargetName } from './entry.js';
import { checkMilestones, checkNotFuture } from './milestone-order.js';
import { dedupKeyOf } from './naming.js';
import { scrub } from './scrub.js';
import type { Additions, DraftEntry } from './store.js';
import type { OpenInput, When } from './use-cases.js';

/** One opening, decided. */
export interface Opening {
  readonly deps: IncidentDeps;
  readonly input: OpenInput;
  readonly publicRef: string;
  readonly paging: Paging;
}

/** Whether somebody is to be woken, and why or why not. */
export interface Paging {
  readonly wanted: boolean;
  readonly reason: string;
  /** Why it cannot be done although it is wanted. */
  readonly impossible: DeliveryError | null;
  readonly targets: readonly TargetName[];
  readonly skipped: readonly { readonly target: TargetName; readonly reason: string }[];
}

/** Throws `incident-invalid` for what can never be an incident; nothing has happened yet. */
export function checkOpening({ clock, policy }: IncidentDeps, input: OpenInput): void {
  const title = scrub(input.title, policy.secrets).trim();
  if (title === '') throw refuse('An incident needs a title: one line of what is wrong.');
  if (title.length > 300) {
    throw refuse('The title is longer than 300 characters.', 'put the details into --summary');
  }
  if (input.key !== undefined && input.key.trim() === '') {
    // An empty key would join every incident without one.
    throw refuse('The key is empty.', 'leave --key out, or give the name of the alarm');
  }
  for (const when of [input.impactStarted, input.detected]) {
    if (when) checkNotFuture(when.at, clock.now());
  }
  checkMilestones(
    {
      ...(input.impactStarted ? { 'impact-started': input.impactStarted } : {}),
      ...(input.detected ? { detected: input.detected } : {}),
    },
    input.nature ?? 'real',
  );
}

/** Reads the table of severities and the flags. */
export function planPaging(deps: IncidentDeps, input: OpenInput): Paging {
  const { targets, policy } = deps;
  const backfilled = input.nature === 'backfilled';
  const wanted = !backfilled && (input.page ?? policy.page[input.severity]);
  const names = (['chat', 'board'] as const).filter((name) => !input.without?.includes(name));
  const ready = names.filter((name) => configured(targets, name).kind === 'ready');
  const skipped = names.flatMap((target) => {
    const config = configured(targets, target);
    return config.kind === 'absent' ? [{ target, reason: config.reason }] : [];
  });
  const { onCall } = targets;
  const impossible =
    wanted && onCall.kind === 'absent'
      ? { code: 'credential', message: onCall.reason, hint: onCall.hint }
      : null;
  return {
    wanted,
    reason: reasonOf(input, wanted, backfilled),
    impossible,
    targets: [...(wanted && !impossible ? (['on-call'] as const) : []), ...ready],
    skipped,
  };
}

function reasonOf(input: OpenInput, wanted: boolean, backfilled: boolean): string {
  if (backfilled) return 'written down afterwards: nobody is woken';
  if (input.page !== undefined) return wanted ? 'asked for' : 'asked not to (--no-page)';
  return `${input.severity} ${wanted ? 'wakes somebody' : 'wakes nobody'}, by the configuration`;
}

/** The first entries of a record, and its first deliveries. */
export function buildOpening(opening: Opening, id: IncidentId): Additions {
  const { deps, input, publicRef, paging } = opening;
  const entries = openingEntries(opening, id);
  const context = { id, publicRef, throughSeq: entries.length };
  const deliveries = openingDeliveries(deps, context, {
    page: paging.targets.includes('on-call'),
    chat: paging.targets.includes('chat'),
    board: paging.targets.includes('board'),
    checklist: input.runbook?.steps ?? [],
  });
  return { entries, deliveries };
}

function openingEntries(opening: Opening, id: IncidentId): readonly DraftEntry[] {
  const { deps, input } = opening;
  const opened = draft(deps, openedBody(opening, id));
  const milestone = (name: 'impact-started' | 'detected', when: When | undefined) =>
    when ? [draft(deps, { kind: 'milestone', name, text: null }, { when })] : [];
  const lead = input.lead === undefined ? deps.policy.actor.id : input.lead;
  return [
    opened,
    ...milestone('impact-started', input.impactStarted),
    ...milestone('detected', input.detected),
    ...(lead === null ? [] : [draft(deps, { kind: 'role', role: 'lead', person: lead })]),
  ];
}

function openedBody({ deps, input, publicRef, paging }: Opening, id: IncidentId): OpenedBody {
  const { service, practice } = deps.policy;
  const key = input.key ?? null;
  return {
    kind: 'opened',
    title: input.title.replace(/\s+/g, ' ').trim(),
    summary: input.summary ?? null,
    severity: input.severity,
    service,
    components: input.components ?? [],
    key,
    nature: input.nature ?? (practice ? 'practice' : 'real'),
    page: paging.wanted,
    dedupKey: dedupKeyOf({ service, key, publicRef }, id, deps.ids),
    private: input.private ?? false,
    publicRef,
    runbook: input.runbook?.name ?? null,
    checklist: input.runbook?.steps ?? [],
    targets: paging.targets,
  };
}
