import { addNote } from '../incidents/add-note.js';
import type { IncidentDeps } from '../incidents/deps.js';
import type { IncidentId } from '../incidents/entry.js';
import { foldIncident } from '../incidents/fold.js';
import type { Incident } from '../incidents/incident.js';
import { openIncident } from '../incidents/open-incident.js';
import type { OnIncidentEvent, OpenOutcome } from '../incidents/outcome.js';
import { isActive } from '../incidents/transitions.js';
import type { OpenInput } from '../incidents/use-cases.js';
import { lengthText } from '../platform/format-time.js';
import type { Alarm, StateChange } from './alarm.js';
import { incidentKeyOf, isKeyOf } from './incident-key.js';

/** An alarm that changed, and what is known of it. */
export interface ChangedAlarm {
  readonly change: StateChange;
  readonly alarm: Alarm | null;
  readonly lastedMs: number | null;
  readonly release: string | null;
}

/** What became of telling: opened or joined, noted in the open one, or nobody's business. */
export type Told =
  | { readonly kind: 'opened'; readonly outcome: OpenOutcome }
  | { readonly kind: 'noted'; readonly id: IncidentId }
  | { readonly kind: 'nothing' };

/** Where an alarm does not say how bad it is. */
const defaultSeverity = 'sev2';
const longestTitle = 300;

/** An incident that an alarm opens: its severity decides who is woken. */
export function openingOf({ change, alarm, release }: ChangedAlarm, now: number): OpenInput {
  const { name, reason, at } = change;
  const title = reason === '' ? `Alarm ${name}` : `Alarm ${name}: ${reason}`;
  const facts = [
    alarm?.metric ? `Measures ${alarm.metric}.` : '',
    alarm?.runbook ? `Runbook: catops runbook show ${alarm.runbook}` : '',
    release === null ? '' : `Release ${release}.`,
  ].filter(Boolean);
  // The service's clock may be ahead of ours, and nothing is noticed in the future.
  const noticed = Date.parse(at) <= now ? { detected: { at, precision: 'exact' as const } } : {};
  return {
    title: title.slice(0, longestTitle),
    severity: alarm?.severity ?? defaultSeverity,
    key: incidentKeyOf(name, at),
    ...(facts.length > 0 ? { summary: facts.join(' ') } : {}),
    ...noticed,
  };
}

/**
 * Tells the incident of an alarm: one that fires opens it, or joins the one that is open; one that no
 * longer fires is noted in it, and ends nothing: that is for people to say.
 */
export async function tellIncident(
  deps: IncidentDeps,
  changed: ChangedAlarm,
  onEvent: OnIncidentEvent,
  signal: AbortSignal,
): Promise<Told> {
  const { change } = changed;
  if (change.to === 'ALARM') {
    const opening = openingOf(changed, deps.clock.now());
    // The evaluator of this machine may have opened it, under a key of its own.
    const known = await openOf(deps, change.name);
    const input = known?.key ? { ...opening, key: known.key } : opening;
    return { kind: 'opened', outcome: await openIncident(deps, input, onEvent, signal) };
  }
  const open = change.from === 'ALARM' ? await openOf(deps, change.name) : null;
  if (open === null) return { kind: 'nothing' };
  const { id } = open;
  const after = changed.lastedMs === null ? '' : ` after ${lengthText(changed.lastedMs)}`;
  const state = change.to === 'OK' ? 'OK again' : 'without data';
  const text = `Alarm ${change.name} is ${state}${after}: ${change.reason}`;
  await addNote(deps, { id, text }, onEvent, signal);
  return { kind: 'noted', id };
}

async function openOf({ store, policy }: IncidentDeps, name: string): Promise<Incident | null> {
  for (const id of await store.open()) {
    const { entries } = await store.read(id);
    const incident = foldIncident(entries, policy.updateEveryMinutes);
    if (isKeyOf(incident.key, name) && isActive(incident.state)) return incident;
  }
  return null;
}
