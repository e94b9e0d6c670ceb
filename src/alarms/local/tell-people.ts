import { addNote } from '../../incidents/add-note.js';
import { incidentKeyOf, isTestKey } from '../../incidents/alarm-key.js';
import type { IncidentDeps } from '../../incidents/deps.js';
import type { IncidentId } from '../../incidents/entry.js';
import type { Incident } from '../../incidents/incident.js';
import { openIncident } from '../../incidents/open-incident.js';
import type { OnIncidentEvent, PageReport } from '../../incidents/outcome.js';
import type { OpenInput } from '../../incidents/use-cases.js';
import { isTestReason } from '../test-reason.js';
import { type AlarmNews, calmText, firingText } from './alarm-news.js';
import { createGate } from './gate.js';
import { activeIncidents, isAbout, notesIn, takesIn, wasTold } from './told-incidents.js';

/** What telling takes. */
export interface TellDeps {
  readonly incidents: IncidentDeps;
  /** Undefined where the project has none of that name. */
  runbookOf(name: string): Promise<NonNullable<OpenInput['runbook']> | undefined>;
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
export type Tell = (news: AlarmNews, signal: AbortSignal) => Promise<Told>;

/**
 * Who is told later sees what was opened for who was told before: what fires at one time is one
 * incident. Nobody waits until it is sent.
 */
export function createTell(deps: TellDeps): Tell {
  const gate = createGate();
  return async (news, signal) => {
    const leave = await gate.enter();
    try {
      const step = await nextStep(deps.incidents, news);
      if (step.kind === 'nothing') return step;
      if (step.kind === 'open') return await open(deps, { ...news, key: step.key }, leave, signal);
      leave();
      return await note(deps, step, signal);
    } finally {
      leave();
    }
  };
}

type Step =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'open'; readonly key: string }
  | { readonly kind: 'note'; readonly incident: Incident; readonly text: string };

const nothing: Step = { kind: 'nothing' };

async function nextStep(incidents: IncidentDeps, news: AlarmNews): Promise<Step> {
  const { change, pagesAs } = news;
  const active = await activeIncidents(incidents);
  const own = active.find((incident) => isAbout(incident, news));
  if (change.to !== 'ALARM')
    return own ? { kind: 'note', incident: own, text: calmText(news) } : nothing;
  // What a composite is made of has been told.
  if (own && change.type === 'composite') return nothing;
  const isTest = isTestReason(change.reason);
  const key = incidentKeyOf(pagesAs, change.at, isTest);
  const text = firingText(news);
  const going =
    active.find((incident) => incident.key === key) ??
    (isTest ? undefined : goingOn(incidents, active, news));
  if (going && going.key !== key) return { kind: 'note', incident: going, text };
  if (!going && (await wasTold(incidents, { key, text, at: change.at }))) return nothing;
  return { kind: 'open', key };
}

/** Its own, or else one that takes in what fires beside it. That of a test is neither. */
function goingOn(incidents: IncidentDeps, active: readonly Incident[], news: AlarmNews) {
  const real = active.filter(({ key }) => !isTestKey(key));
  return (
    real.find((incident) => isAbout(incident, news)) ??
    real.find((incident) => takesIn(incidents, incident, news))
  );
}

async function open(
  { incidents, runbookOf }: TellDeps,
  { key, ...news }: AlarmNews & { readonly key: string },
  leave: () => void,
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
  const onEvent: OnIncidentEvent = ({ kind }) => {
    if (kind === 'recorded' || kind === 'record-failed') leave();
  };
  const { incident, page, recorded } = await openIncident(incidents, input, onEvent, signal);
  // Once it is recorded, the page is in the outbox and leaves from there.
  if (recorded || page.kind !== 'not-confirmed') return { kind: 'opened', id: incident.id, page };
  return { kind: 'not-yet', reason: page.error.message };
}

async function note(
  { incidents }: TellDeps,
  { incident, text }: Extract<Step, { kind: 'note' }>,
  signal: AbortSignal,
): Promise<Told> {
  if (notesIn(incident).includes(text)) return { kind: 'nothing' };
  const { id } = incident;
  await addNote(incidents, { id, text }, () => undefined, signal);
  return { kind: 'noted', id };
}

function earlier(at: string, now: number): string {
  return Date.parse(at) <= now ? at : new Date(now).toISOString();
}
