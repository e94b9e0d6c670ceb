import { parseDuration } from '../../src/platform/duration.js';

/** Bounds of a wait, and what a good one looks like. */
interface WaitBounds {
  readonly leastMs: number;
  readonly mostMs?: number;
  readonly such: string;
}

/**
 * Milliseconds of `10s`; a number alone is milliseconds, as defaults are shown. Throws a sentence of
 * what would be right.
 */
export function parseWait(text: string, { leastMs, mostMs = Infinity, such }: WaitBounds): number {
  const ms = /^\d+$/.test(text) ? Number(text) : parseDuration(text);
  if (ms === undefined) throw new RangeError(`"${text}" is not a time such as ${such}`);
  if (ms >= leastMs && ms <= mostMs) return ms;
  const bounds = Number.isFinite(mostMs)
    ? `from ${leastMs} ms to ${mostMs / 1000} s`
    : `at least ${leastMs} ms`;
  throw new RangeError(`"${text}" is out of bounds: ${bounds}, such as ${such}`);
}
