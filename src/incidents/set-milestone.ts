import { changeIncident } from './change-incident.js';
import { draft } from './draft.js';
import { of } from './fold.js';
import { checkMilestones, checkNotFuture } from './milestone-order.js';
import type { SetMilestone } from './use-cases.js';

/** Records when something was; a time said before is corrected, and stays in the history. */
export const setMilestone: SetMilestone = async (deps, input, onEvent, signal) => {
  const { name, when } = input;
  checkNotFuture(when.at, deps.clock.now());
  return changeIncident(deps, input.id, onEvent, signal, (incident) => {
    checkMilestones({ ...incident.milestones, [name]: when }, incident.nature);
    const earlier = of(incident.entries, 'milestone').findLast((entry) => entry.name === name);
    const body = { kind: 'milestone', name, text: input.text ?? null } as const;
    const options = { when, supersedes: earlier?.id ?? null, evidence: input.evidence ?? [] };
    return { entries: [draft(deps, body, options)] };
  });
};
