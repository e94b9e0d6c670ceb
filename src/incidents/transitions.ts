import { CatopsError } from '../platform/errors.js';
import type { IncidentId, State } from './entry.js';

const active = ['investigating', 'identified', 'monitoring'] as const;

/** Where each state may go; skipping ahead and stepping back are allowed while it lasts. */
const allowed: Readonly<Record<State, readonly State[]>> = {
  investigating: ['identified', 'monitoring', 'resolved', 'cancelled'],
  identified: ['investigating', 'monitoring', 'resolved', 'cancelled'],
  monitoring: ['investigating', 'identified', 'resolved', 'cancelled'],
  resolved: ['closed', 'investigating'],
  closed: ['investigating'],
  cancelled: ['investigating'],
};

/** Still going on. */
export function isActive(state: State): boolean {
  return active.some((one) => one === state);
}

/** Over and put away: no longer listed as open. */
export function isEnded(state: State): boolean {
  return state === 'closed' || state === 'cancelled';
}

/** Throws `incident-invalid` naming what is allowed, unless the step is, or is forced. */
export function checkTransition(id: IncidentId, from: State, to: State, force: boolean): void {
  if (force || allowed[from].includes(to)) return;
  throw new CatopsError(
    'incident-invalid',
    `${id} is ${from} and cannot become ${to}; from here it can become ${allowed[from].join(', ')}.`,
    { hint: 'pass --force to do it all the same; the record will say so' },
  );
}
