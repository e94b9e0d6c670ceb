import { changeIncident, refuse } from './change-incident.js';
import type { Work } from './deliveries/delivery.js';
import { draft } from './draft.js';
import { pagedOutcome } from './paged-outcome.js';
import { withPhones } from './phone-fallback.js';
import { isActive } from './transitions.js';
import type { Escalate } from './use-cases.js';

/** Wakes the next level; where nobody was paged yet, it pages. */
export const escalate: Escalate = async (deps, { id, level = 2, reason }, onEvent, signal) => {
  if (!Number.isInteger(level) || level < 2) {
    throw refuse('The level of an escalation is 2 or more; the first level has the page already.');
  }
  const { onEvent: tell } = withPhones(deps, onEvent);
  const outcome = await changeIncident(deps, id, tell, signal, (incident, { queue }) => {
    if (!isActive(incident.state)) throw refuse(`${id} is ${incident.state}.`);
    const owed = queue.some(({ work }) => work.op === 'page.trigger');
    const paged = incident.milestones.paged !== undefined;
    const text = paged ? `Escalated to level ${level}` : 'Paged on-call';
    const works: readonly Work[] = paged
      ? [{ op: 'page.escalate', level }]
      : owed
        ? []
        : [{ op: 'page.trigger' }];
    const note = {
      kind: 'note',
      text: reason === undefined ? text : `${text}: ${reason}`,
    } as const;
    return { entries: [draft(deps, note)], works };
  });
  return pagedOutcome(deps, outcome);
};
