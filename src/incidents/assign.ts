import { changeIncident } from './change-incident.js';
import { draft } from './draft.js';
import type { Assign } from './use-cases.js';

/** Gives a role to somebody, or to nobody. */
export const assign: Assign = (deps, { id, role, person }, onEvent, signal) =>
  changeIncident(deps, id, onEvent, signal, () => ({
    entries: [draft(deps, { kind: 'role', role, person })],
  }));
