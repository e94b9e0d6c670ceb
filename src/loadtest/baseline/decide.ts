/** What each arm measured of one route: of every round the median service time, microseconds. */
export interface RoundTimes {
  readonly base: readonly number[];
  /** The base once more: what differs between the two is the machine. */
  readonly again: readonly number[];
  readonly head: readonly number[];
}

/**
 * `unlicensed` when the two arms of the base differ by so much that no difference of the head would
 * mean anything; `unknown` when an arm has too few rounds.
 */
export type Difference =
  | 'slower'
  | 'a-little-slower'
  | 'none'
  | 'faster'
  | 'unlicensed'
  | 'unknown';

export interface Decision {
  readonly difference: Difference;
  /** Head against base, 1 where it lies between the two arms of the base; null without rounds. */
  readonly ratio: number | null;
  /** Base once more against base; null without rounds. */
  readonly licence: number | null;
  /** Milliseconds. */
  readonly baseMs: number | null;
  readonly headMs: number | null;
}

/** A head that is slower than the base by more than this fails. */
export const gate = 0.1;
/** The two arms of the base may differ by this; a difference below it shows nothing. */
export const licensed = 0.05;
/** Rounds of each arm: with 8 a false alarm in fifty was measured, with 12 none. */
export const roundsSent = 12;
/** On a busy machine more are sent, until the base agrees with itself; so many at most. */
export const mostRounds = 36;
/** Of these a busy machine may cost some. */
export const fewestRounds = 8;

/**
 * Compares the lowest of the rounds: noise of a machine only ever adds time, so the quietest round of
 * each arm is the one that tells most of the code. The head has to be slower than both arms of the
 * base. Blind to what only the tail of the times shows, which absolute limits are for.
 */
export function decide({ base, again, head }: RoundTimes): Decision {
  const rounds = Math.min(base.length, again.length, head.length);
  if (rounds === 0) {
    return { difference: 'unknown', ratio: null, licence: null, baseMs: null, headMs: null };
  }
  const [first, second, other] = [base, again, head].map((values) => Math.min(...values)) as [
    number,
    number,
    number,
  ];
  const licence = second / first;
  const ratio = beyond(other, first, second);
  const figures = { ratio, licence, baseMs: first / 1000, headMs: other / 1000 };
  if (rounds < fewestRounds) return { ...figures, difference: 'unknown' };
  return { ...figures, difference: nameOf(ratio, licence) };
}

/** Whether the two arms of the base agree; what the head shows has no part in it. */
export function isLicensed({ base, again }: Pick<RoundTimes, 'base' | 'again'>): boolean {
  if (Math.min(base.length, again.length) < fewestRounds) return false;
  const licence = Math.min(...again) / Math.min(...base);
  return Math.max(licence, 1 / licence) <= 1 + licensed;
}

function nameOf(ratio: number, licence: number): Difference {
  if (Math.max(licence, 1 / licence) > 1 + licensed) return 'unlicensed';
  if (ratio > 1 + gate) return 'slower';
  if (ratio > 1 + licensed) return 'a-little-slower';
  return ratio < 1 / (1 + licensed) ? 'faster' : 'none';
}

function beyond(value: number, one: number, other: number): number {
  const [low, high] = [Math.min(one, other), Math.max(one, other)];
  if (value > high) return value / high;
  return value < low ? value / low : 1;
}
