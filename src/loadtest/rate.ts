/** Requests a second: steady when both are equal, else changing evenly over the phase. */
export interface Rate {
  readonly from: number;
  readonly to: number;
}

/** Most that a rate may ask for. */
export const highestRate = 2000;

/** The same rate throughout. */
export function steadyRate(perSecond: number): Rate {
  return { from: perSecond, to: perSecond };
}

/** The highest rate there is in the phase. */
export function peakOf({ from, to }: Rate): number {
  return Math.max(from, to);
}

/** Requests due in the first `at` seconds of a phase: the integral of the rate, not rounded. */
export function dueBy({ from, to }: Rate, seconds: number, at: number): number {
  return from * at + ((to - from) * at * at) / (2 * seconds);
}

/** Requests of the whole phase. */
export function requestsOf(rate: Rate, seconds: number): number {
  return Math.round(dueBy(rate, seconds, seconds));
}

/** Requests due in each second of the phase; their sum is {@link requestsOf}. */
export function requestsBySecond(rate: Rate, seconds: number): number[] {
  const by = (at: number): number => Math.round(dueBy(rate, seconds, at));
  return Array.from({ length: seconds }, (_, second) => by(second + 1) - by(second));
}

/** The rate at a time of the phase, seconds from its start. */
export function rateAt({ from, to }: Rate, seconds: number, at: number): number {
  return from + ((to - from) * at) / seconds;
}

/** When the n-th request is due, from 0, in seconds: in the middle of its share of the time. */
export function dueAt({ from, to }: Rate, seconds: number, n: number): number {
  const due = n + 0.5;
  // The root of dueBy(at) = due, in the form that also holds where the rate does not change.
  const change = (to - from) / (2 * seconds);
  return (2 * due) / (from + Math.sqrt(from * from + 4 * change * due));
}

/** `100/s`, or `20/s to 200/s` of a ramp. */
export function describeRate({ from, to }: Rate): string {
  return from === to ? `${from}/s` : `${from}/s to ${to}/s`;
}

const written = /^([1-9]\d{0,3})\/s(?:\s*->\s*([1-9]\d{0,3})\/s)?$/;

/** Reads `100/s` or `20/s -> 200/s`; null when it is neither. */
export function parseRate(text: string): Rate | null {
  const match = written.exec(text);
  if (!match) return null;
  const from = Number(match[1]);
  return { from, to: Number(match[2] ?? from) };
}
