import { changeIncident, refuse } from './change-incident.js';
import type { Work } from './deliveries/delivery.js';
import { draft } from './draft.js';
import { type Evidence, isDelivered } from './entry.js';
import { of } from './fold.js';
import type { Incident } from './incident.js';
import { pagedOutcome } from './paged-outcome.js';
import { withPhones } from './phone-fallback.js';
import type { StoredRecord } from './store.js';
import { isActive } from './transitions.js';
import type { Escalate, EscalateInput } from './use-cases.js';

/** Wakes the next level; where nobody was paged yet, it pages. Also when nothing can be recorded. */
export const escalate: Escalate = async (deps, input, onEvent, signal) => {
  const { id } = input;
  if (input.level !== undefined && !(Number.isInteger(input.level) && input.level >= 2)) {
    throw refuse('The level of an escalation is 2 or more; the first level has the page already.');
  }
  const { onEvent: tell } = withPhones(deps, onEvent);
  const outcome = await changeIncident(deps, id, tell, signal, (incident, record) => {
    const level = input.level ?? nextLevel(incident, record);
    const body = { kind: 'note', text: textOf(incident, level, input) } as const;
    return {
      entries: [draft(deps, body, { evidence: pageOf(incident) })],
      works: worksOf(incident, record, level),
    };
  });
  return pagedOutcome(deps, outcome);
};

function isPaged({ id, state, milestones }: Incident): boolean {
  if (!isActive(state)) throw refuse(`${id} is ${state}.`);
  return milestones.paged !== undefined;
}

/** One above the highest that was woken or is about to be. */
function nextLevel({ entries }: Incident, { queue }: StoredRecord): number {
  const queued = queue.flatMap(({ work }) => (work.op === 'page.escalate' ? work.level : []));
  const woken = of(entries, 'delivery').flatMap((entry) =>
    isDelivered(entry) ? (entry.level ?? []) : [],
  );
  return Math.max(1, ...queued, ...woken) + 1;
}

function pageOf({ targetStates }: Incident): readonly Evidence[] {
  const page = targetStates['on-call'].remote;
  return page ? [{ title: 'Page', url: page.url, sha256: null }] : [];
}

function textOf(incident: Incident, level: number, { reason }: EscalateInput): string {
  const text = isPaged(incident) ? `Escalated to level ${level}` : 'Paged on-call';
  return reason === undefined ? text : `${text}: ${reason}`;
}

function worksOf(incident: Incident, { queue }: StoredRecord, level: number): readonly Work[] {
  if (isPaged(incident)) return [{ op: 'page.escalate', level }];
  return queue.some(({ work }) => work.op === 'page.trigger') ? [] : [{ op: 'page.trigger' }];
}
