import { CatopsError } from '../platform/errors.js';
import { changeIncident, refuse } from './change-incident.js';
import type { Work } from './deliveries/delivery.js';
import { errorOf, thrown } from './deliveries/failure.js';
import type { IncidentDeps } from './deps.js';
import { draft } from './draft.js';
import type { DeliveryError } from './entry.js';
import { foldIncident } from './fold.js';
import type { Incident } from './incident.js';
import type { ChangeOutcome, OnIncidentEvent } from './outcome.js';
import { pageFromMemory } from './page-from-memory.js';
import { pagedOutcome } from './paged-outcome.js';
import { withPhones } from './phone-fallback.js';
import { reportTargets } from './report-targets.js';
import type { StoredRecord } from './store.js';
import { isActive } from './transitions.js';
import type { Escalate, EscalateInput } from './use-cases.js';
import { startBudget } from './work-on.js';

/** Wakes the next level; where nobody was paged yet, it pages. Also when nothing can be recorded. */
export const escalate: Escalate = async (deps, input, onEvent, signal) => {
  const { id, level = 2 } = input;
  if (!Number.isInteger(level) || level < 2) {
    throw refuse('The level of an escalation is 2 or more; the first level has the page already.');
  }
  const { onEvent: tell } = withPhones(deps, onEvent);
  try {
    const outcome = await changeIncident(deps, id, tell, signal, (incident, record) => ({
      entries: [draft(deps, { kind: 'note', text: textOf(incident, level, input) })],
      works: worksOf(incident, record, level),
    }));
    return await pagedOutcome(deps, outcome);
  } catch (error) {
    const lost = error instanceof CatopsError && error.exit === 'localStore';
    if (!lost || error.code === 'format-too-new') throw error;
    return unrecorded(deps, { ...input, level }, error, tell, signal);
  }
};

function isPaged({ id, state, milestones }: Incident): boolean {
  if (!isActive(state)) throw refuse(`${id} is ${state}.`);
  return milestones.paged !== undefined;
}

function textOf(incident: Incident, level: number, { reason }: EscalateInput): string {
  const text = isPaged(incident) ? `Escalated to level ${level}` : 'Paged on-call';
  return reason === undefined ? text : `${text}: ${reason}`;
}

function worksOf(incident: Incident, { queue }: StoredRecord, level: number): readonly Work[] {
  if (isPaged(incident)) return [{ op: 'page.escalate', level }];
  return queue.some(({ work }) => work.op === 'page.trigger') ? [] : [{ op: 'page.trigger' }];
}

/** The disk is full, but it can be read: who is to be woken is known, and is woken. */
async function unrecorded(
  deps: IncidentDeps,
  { id, level }: EscalateInput & { readonly level: number },
  failure: CatopsError,
  onEvent: OnIncidentEvent,
  signal: AbortSignal,
): Promise<ChangeOutcome> {
  const record = await deps.store.read(id);
  const incident = foldIncident(record.entries, deps.policy.updateEveryMinutes);
  onEvent({ kind: 'record-failed', message: failure.message, dedupKey: incident.dedupKey });
  const budget = startBudget(deps, deps.policy.foregroundMs, signal);
  const error = isPaged(incident)
    ? await escalateOnce(deps, incident, level, budget.signal)
    : await pageFromMemory(deps, incident, onEvent, budget.signal, budget.endsAt);
  budget.end();
  return {
    incident,
    exit: error ? 'upstream' : 'localStore',
    targets: reportTargets(deps.targets, incident, record.queue),
    warnings: [`Nothing was recorded: ${failure.message}`, ...(error ? [error.message] : [])],
  };
}

async function escalateOnce(
  { targets: { onCall } }: IncidentDeps,
  { dedupKey }: Incident,
  level: number,
  signal: AbortSignal,
): Promise<DeliveryError | null> {
  if (onCall.kind === 'absent') {
    return { code: 'credential', message: onCall.reason, hint: onCall.hint };
  }
  const sent = await onCall
    .open()
    .then((port) => port.escalate({ dedupKey, level }, signal))
    .catch(thrown);
  return sent.kind === 'done' ? null : errorOf(sent);
}
