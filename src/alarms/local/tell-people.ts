import { addNote } from '../../incidents/add-note.js';
import { incidentKeyOf, isKeyOf } from '../../incidents/alarm-key.js';
import type { IncidentDeps } from '../../incidents/deps.js';
import type { IncidentId, Severity } from '../../incidents/entry.js';
import { foldIncident } from '../../incidents/fold.js';
import type { Incident } from '../../incidents/incident.js';
import { openIncident } from '../../incidents/open-incident.js';
import type { OnIncidentEvent, PageReport } from '../../incidents/outcome.js';
import { isActive } from '../../incidents/transitions.js';
import type { OpenInput } from '../../incidents/use-cases.js';
import type { StateChange } from '../alarm.js';

/** What telling takes. */
export interface TellDeps {
  readonly incidents: IncidentDeps;
  /** Undefined where the project has none of that name. */
  runbookOf(name: string): Promise<NonNullable<OpenInput['runbook']> | undefined>;
}

/** A change of an alarm, with what its definition says. */
export interface AlarmNews {
  readonly change: StateChange;
  /** The alarm it pages through. */
  readonly pagesAs: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly runbook: string;
  /** When the impact began, as far as is known; ISO 8601. */
  readonly since: string | null;
}

/** What came of it. */
export type Told =
  | { readonly kind: 'opened'; readonly id: IncidentId; readonly page: PageReport }
  | { readonly kind: 'noted'; readonly id: IncidentId }
  /** It is known already, or there is no incident to tell. */
  | { readonly kind: 'nothing' }
  /** Neither written down nor said to anybody: to be tried again. */
  | { readonly kind: 'not-yet'; readonly reason: string };

/**
 * Opens the incident of an alarm that fires, or notes in the one that is going on what became of it.
 * Twice is once: the firing's own key, and the text of a note, are looked for first. Throws what
 * the record throws when it cannot be read.
 */
export async function tellPeople(
  deps: TellDeps,
  news: AlarmNews,
  onEvent: OnIncidentEvent,
  signal: AbortSignal,
): Promise<Told> {
  const { change, pagesAs } = news;
  const key = incidentKeyOf(pagesAs, change.at);
  const going = await goingOn(deps, pagesAs);
  if (change.to !== 'ALARM') {
    return going ? note(deps, going, calmText(change), onEvent, signal) : { kind: 'nothing' };
  }
  // What a composite is made of has been told.
  if (going && change.type === 'composite') return { kind: 'nothing' };
  if (going && going.key !== key) return note(deps, going, firingText(change), onEvent, signal);
  if (!going && (await wasOpened(deps, key, change.at))) return { kind: 'nothing' };
  return open(deps, news, key, onEvent, signal);
}

async function open(
  { incidents, runbookOf }: TellDeps,
  news: AlarmNews,
  key: string,
  onEvent: OnIncidentEvent,
  signal: AbortSignal,
): Promise<Told> {
  const { change, pagesAs, summary, severity, since } = news;
  const runbook = await runbookOf(news.runbook);
  // A clock that was set back makes no alarm one of the future.
  const at = earlier(change.at, incidents.clock.now());
  const input: OpenInput = {
    title: `${summary} (${change.name})`.slice(0, 300),
    severity,
    summary: `Alarm ${change.name} at ${change.at}: ${change.reason}`,
    key,
    ...(pagesAs === change.name ? {} : { components: [pagesAs] }),
    detected: { at, precision: 'exact' },
    ...(since !== null && since <= at ? { impactStarted: { at: since, precision: 'minute' } } : {}),
    lead: null,
    ...(runbook ? { runbook } : {}),
  };
  const { incident, page, recorded } = await openIncident(incidents, input, onEvent, signal);
  // Once it is recorded, the page is in the outbox and leaves from there.
  if (recorded || page.kind !== 'not-confirmed') return { kind: 'opened', id: incident.id, page };
  return { kind: 'not-yet', reason: page.error.message };
}

/** The incident of the alarm that people work on. */
async function goingOn({ incidents }: TellDeps, alarm: string): Promise<Incident | null> {
  for (const id of await incidents.store.open()) {
    const incident = await read(incidents, id);
    if (incident && isActive(incident.state) && isKeyOf(incident.key, alarm)) return incident;
  }
  return null;
}

/** Whether an incident of that key was opened since; it may be over already. */
async function wasOpened({ incidents }: TellDeps, key: string, at: string): Promise<boolean> {
  for await (const id of incidents.store.ids()) {
    const incident = await read(incidents, id);
    if (incident?.key === key) return true;
    if (incident && incident.openedAt < at) return false;
  }
  return false;
}

async function read({ store, policy }: IncidentDeps, id: IncidentId): Promise<Incident | null> {
  try {
    const { entries } = await store.read(id);
    return foldIncident(entries, policy.updateEveryMinutes);
  } catch {
    // Cut off while it was opened, or not for this program: no page was ever sent for it.
    return null;
  }
}

async function note(
  { incidents }: TellDeps,
  { id, entries }: Incident,
  text: string,
  onEvent: OnIncidentEvent,
  signal: AbortSignal,
): Promise<Told> {
  const isKnown = entries.some((entry) => entry.kind === 'note' && entry.text === text);
  if (isKnown) return { kind: 'nothing' };
  await addNote(incidents, { id, text }, onEvent, signal);
  return { kind: 'noted', id };
}

function firingText({ name, at, reason }: StateChange): string {
  return `Alarm ${name} fires since ${at}: ${reason}`;
}

function calmText({ name, at, to, reason }: StateChange): string {
  const word = to === 'OK' ? 'is OK again' : 'has no data';
  return `Alarm ${name} ${word} since ${at}: ${reason}`;
}

function earlier(at: string, now: number): string {
  return Date.parse(at) <= now ? at : new Date(now).toISOString();
}
