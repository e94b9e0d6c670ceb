import { CatopsError } from '../platform/errors.js';
import { changeIncident, refuse } from './change-incident.js';
import type { Work } from './deliveries/delivery.js';
import { draft } from './draft.js';
import type { Incident } from './incident.js';
import { checkMilestones, checkNotFuture } from './milestone-order.js';
import type { StoredRecord } from './store.js';
import { checkTransition, isEnded } from './transitions.js';
import { isLost } from './unrecorded.js';
import type { Cancel, Close, Reopen, Resolve } from './use-cases.js';

/** It is over: said everywhere; pages not accepted yet are dropped, for a late one would wake anew. */
export const resolve: Resolve = async (deps, input, onEvent, signal) => {
  if (input.when) checkNotFuture(input.when.at, deps.clock.now());
  return changeIncident(deps, input.id, onEvent, signal, (incident, record) => {
    const { when } = input;
    const forced = input.force ?? false;
    checkTransition(incident.id, incident.state, 'resolved', forced);
    if (when) checkMilestones({ ...incident.milestones, resolved: when }, incident.nature);
    const { state: from } = incident;
    const reason = input.text?.trim() || null;
    const body = { kind: 'state', from, to: 'resolved', reason, cancelled: null, forced } as const;
    return { entries: [draft(deps, body, { when })], works: unpage(incident, record) };
  });
};

/** It came back, or was not over. Wakes somebody only when asked to. */
export const reopen: Reopen = async (deps, input, onEvent, signal) => {
  const reason = input.reason.trim();
  if (reason.length < 10) throw refuse('Say why, in at least ten characters.');
  await deps.store.mark(input.id, 'open').catch((error: unknown) => {
    // A disk that takes nothing keeps nobody asleep: the change fails too, and on-call is told.
    if (!input.page || !isLost(error)) throw error;
  });
  return changeIncident(deps, input.id, onEvent, signal, (incident) => {
    checkTransition(incident.id, incident.state, 'investigating', false);
    const { state: from } = incident;
    const to = 'investigating' as const;
    const body = { kind: 'state', from, to, reason, cancelled: null, forced: false } as const;
    const works: readonly Work[] = input.page ? [{ op: 'page.trigger' }] : [];
    return { entries: [draft(deps, body)], works };
  });
};

/** It was none, or not ours. */
export const cancel: Cancel = async (deps, input, onEvent, signal) => {
  const reason = input.reason.trim();
  if (reason === '') throw refuse('Say why the incident is cancelled.');
  const outcome = await changeIncident(deps, input.id, onEvent, signal, (incident, record) => {
    checkTransition(incident.id, incident.state, 'cancelled', false);
    const { state: from } = incident;
    const { as: cancelled } = input;
    const body = {
      kind: 'state',
      from,
      to: 'cancelled',
      reason,
      cancelled,
      forced: false,
    } as const;
    return { entries: [draft(deps, body)], works: unpage(incident, record) };
  });
  // Nothing was recorded, so nothing has ended here.
  if (isEnded(outcome.incident.state)) await deps.store.mark(input.id, 'ended');
  return outcome;
};

/** Puts a resolved incident away. Refused while a page was neither accepted nor dropped. */
export const close: Close = async (deps, input, onEvent, signal) => {
  const outcome = await changeIncident(deps, input.id, onEvent, signal, (incident, record) => {
    const forced = input.force ?? false;
    checkTransition(incident.id, incident.state, 'closed', forced);
    if (!forced) checkNothingOwed(incident, record);
    const { state: from } = incident;
    const reason = input.reason?.trim() || null;
    const body = { kind: 'state', from, to: 'closed', reason, cancelled: null, forced } as const;
    return { entries: [draft(deps, body)] };
  });
  await deps.store.mark(input.id, 'ended');
  return outcome;
};

/** The page's end, when there was one; it goes after what is queued, so never before its trigger. */
function unpage({ milestones }: Incident, { queue }: StoredRecord): readonly Work[] {
  // One that may have been accepted is resolved too: for an unknown key that does nothing.
  const may = queue.some(({ work, attempts }) => work.op === 'page.trigger' && attempts > 0);
  return milestones.paged || may ? [{ op: 'page.resolve' }] : [];
}

function checkNothingOwed(incident: Incident, { queue }: StoredRecord): void {
  const owed = queue.filter(({ must }) => must);
  if (owed.length === 0) return;
  throw new CatopsError(
    'incident-close-refused',
    `${incident.id} cannot be closed: ${owed.map(({ work }) => work.op).join(', ')} is not delivered yet.`,
    { hint: 'catops incident sync, or close --force' },
  );
}
