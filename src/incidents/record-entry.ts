import { checkSuperseded } from './add-note.js';
import { changeIncident } from './change-incident.js';
import { draft } from './draft.js';
import { checkNotFuture } from './milestone-order.js';
import type { RecordEntry } from './use-cases.js';

/** Records what the report and the public card are made of. */
export const recordEntry: RecordEntry = async (deps, input, onEvent, signal) => {
  const { when, body, visibility = 'internal', evidence = [] } = input;
  if (when) checkNotFuture(when.at, deps.clock.now());
  return changeIncident(deps, input.id, onEvent, signal, (incident) => {
    const supersedes = input.supersedes ?? null;
    checkSuperseded(incident.history, supersedes);
    return { entries: [draft(deps, body, { when, visibility, evidence, supersedes })] };
  });
};
