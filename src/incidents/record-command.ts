import { changeIncident } from './change-incident.js';
import { draft } from './draft.js';
import type { RecordCommand } from './use-cases.js';

/** Records what `exec` ran. Written down with the time it began; secrets are taken out. */
export const recordCommand: RecordCommand = (deps, input, onEvent, signal) => {
  const { id, startedAt, ...seen } = input;
  const when = { at: startedAt, precision: 'exact' } as const;
  return changeIncident(deps, id, onEvent, signal, () => ({
    entries: [draft(deps, { kind: 'command', ...seen }, { when })],
  }));
};
