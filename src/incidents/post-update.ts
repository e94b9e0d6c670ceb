import { checkSuperseded } from './add-note.js';
import { changeIncident, refuse } from './change-incident.js';
import { draft } from './draft.js';
import { checkNotFuture } from './milestone-order.js';
import { checkTransition, isActive } from './transitions.js';
import type { PostUpdate } from './use-cases.js';

/** Says to those who wait how things stand, and moves the incident when asked to. */
export const postUpdate: PostUpdate = async (deps, input, onEvent, signal) => {
  const text = input.text.trim();
  if (text === '') throw refuse('The update is empty.');
  if (input.when) checkNotFuture(input.when.at, deps.clock.now());
  return changeIncident(deps, input.id, onEvent, signal, (incident) => {
    const to = input.state ?? incident.state;
    const moves = to !== incident.state;
    const forced = input.force ?? false;
    if (moves && !isActive(incident.state) && !forced) {
      throw refuse(
        `${incident.id} is ${incident.state}.`,
        `catops incident reopen ${incident.id} --reason …`,
      );
    }
    if (moves) checkTransition(incident.id, incident.state, to, forced);
    checkSuperseded(incident.history, input.supersedes ?? null);
    const { when } = input;
    const state = {
      kind: 'state',
      from: incident.state,
      to,
      reason: null,
      cancelled: null,
      forced,
    } as const;
    return {
      entries: [
        ...(moves ? [draft(deps, state, { when })] : []),
        draft(
          deps,
          { kind: 'update', text, status: to },
          {
            when,
            visibility: input.visibility ?? 'internal',
            supersedes: input.supersedes ?? null,
          },
        ),
      ],
    };
  });
};
