import { changeIncident, refuse } from './change-incident.js';
import type { Work } from './deliveries/delivery.js';
import { draft } from './draft.js';
import type { Incident } from './incident.js';
import { pagedOutcome } from './paged-outcome.js';
import { withPhones } from './phone-fallback.js';
import type { StoredRecord } from './store.js';
import { isActive } from './transitions.js';
import type { Escalate, EscalateInput } from './use-cases.js';

/** Wakes the next level; where nobody was paged yet, it pages. Also when nothing can be recorded. */
export const escalate: Escalate = async (deps, input, onEvent, signal) => {
  const { id, level = 2 } = input;
  if (!Number.isInteger(level) || level < 2) {
    throw refuse('The level of an escalation is 2 or more; the first level has the page already.');
  }
  const { onEvent: tell } = withPhones(deps, onEvent);
  const outcome = await changeIncident(deps, id, tell, signal, (incident, record) => ({
    entries: [draft(deps, { kind: 'note', text: textOf(incident, level, input) })],
    works: worksOf(incident, record, level),
  }));
  return pagedOutcome(deps, outcome);
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
