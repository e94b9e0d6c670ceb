import type { Cadence, Period } from './job.js';

const lengths = { hour: 3_600_000, day: 86_400_000 } as const;
const idLengths = { hour: '2018-11-15T21'.length, day: '2018-11-15'.length } as const;

/** Milliseconds of one period. */
export function lengthOf({ every }: Cadence): number {
  return lengths[every];
}

/** The period of that number, counted from the epoch. */
export function periodAt(cadence: Cadence, index: number): Period {
  const length = lengthOf(cadence);
  const from = index * length;
  const to = from + length;
  const id = new Date(from).toISOString().slice(0, idLengths[cadence.every]);
  return { id, from, to, dueAt: to + cadence.delayMs };
}

/** Number of the newest period whose work is due. */
export function newestDue(cadence: Cadence, now: number): number {
  return Math.floor((now - cadence.delayMs) / lengthOf(cadence)) - 1;
}

/** Number of the period with that id; null when it is none. */
export function indexOf(cadence: Cadence, id: string): number | null {
  const start = cadence.every === 'hour' ? `${id}:00:00.000Z` : `${id}T00:00:00.000Z`;
  const index = Date.parse(start) / lengthOf(cadence);
  return Number.isInteger(index) && periodAt(cadence, index).id === id ? index : null;
}
