import { changeIncident, refuse } from './change-incident.js';
import type { Work } from './deliveries/delivery.js';
import { draft } from './draft.js';
import { checkMilestones, checkNotFuture } from './milestone-order.js';
import { isActive } from './transitions.js';
import type { Acknowledge } from './use-cases.js';

/** Says that somebody is on it, here and to the on-call vendor. Acknowledged twice is once. */
export const acknowledge: Acknowledge = async (deps, { id, when }, onEvent, signal) => {
  if (when) checkNotFuture(when.at, deps.clock.now());
  return changeIncident(deps, id, onEvent, signal, (incident, { queue }) => {
    if (!isActive(incident.state)) throw refuse(`${id} is ${incident.state}.`);
    if (incident.milestones.acknowledged) return { entries: [] };
    if (when) checkMilestones({ ...incident.milestones, acknowledged: when }, incident.nature);
    const owed = queue.some(({ work }) => work.op === 'page.trigger');
    const paged = incident.milestones.paged !== undefined || owed;
    const works: readonly Work[] = paged ? [{ op: 'page.acknowledge' }] : [];
    const body = { kind: 'acknowledged', by: deps.policy.actor.id, via: 'cli' } as const;
    return { entries: [draft(deps, body, { when })], works };
  });
};
