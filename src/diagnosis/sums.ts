import type { CauseClass } from '../contracts/access-log.js';
import { latencyBounds } from '../contracts/metric-sample.js';
import type { RouteSlot, Slot } from './telemetry.js';

/** Sums of a route, or of the service, over some slots. */
export interface Sums extends RouteSlot {
  /** Length of the slots that were looked at. */
  readonly seconds: number;
}

/** Adds up what passes `of` in slots that answered. */
export function sumOf(slots: readonly Slot[], of: (route: string) => boolean = () => true): Sums {
  const known = slots.filter(({ reachable }) => reachable);
  const seconds = known.reduce((sum, slot) => sum + slot.seconds, 0);
  return {
    seconds,
    ...addUp(
      known.flatMap(({ routes }) => [...routes].flatMap(([name, each]) => (of(name) ? each : []))),
    ),
  };
}

/** Any number of routes or slots as one. */
export function addUp(parts: readonly RouteSlot[]): RouteSlot {
  const count = (of: (part: RouteSlot) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const causes: Partial<Record<CauseClass, number>> = {};
  for (const part of parts) {
    for (const [cause, n] of Object.entries(part.causes) as [CauseClass, number][]) {
      causes[cause] = (causes[cause] ?? 0) + n;
    }
  }
  const width = Math.max(0, ...parts.map(({ buckets }) => buckets.length));
  return {
    requests: count(({ requests }) => requests),
    errors: count(({ errors }) => errors),
    limited: count(({ limited }) => limited),
    refused: count(({ refused }) => refused),
    causes,
    hits: count(({ hits }) => hits),
    looked: count(({ looked }) => looked),
    dbQueries: count(({ dbQueries }) => dbQueries),
    buckets: Array.from({ length: width }, (_, at) => count(({ buckets }) => buckets[at] ?? 0)),
  };
}

/** A share; null of nothing. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Requests a second; null where nothing was looked at. */
export function rateOf({ requests, seconds }: Sums): number | null {
  return share(requests, seconds);
}

/**
 * Requests a second of the time before, by the second highest of its quarters: neither a hole in it nor
 * a rise at its end, of which the problem came, makes it less or more.
 */
export function usualRate(
  before: readonly Slot[],
  of: (route: string) => boolean = () => true,
): number | null {
  const quarter = Math.ceil(before.length / 4);
  const rates = [0, 1, 2, 3]
    .flatMap((n) => rateOf(sumOf(before.slice(n * quarter, (n + 1) * quarter), of)) ?? [])
    .sort((a, b) => b - a);
  return rates[1] ?? rates[0] ?? null;
}

/**
 * A percentile of bucketed latencies in milliseconds, the logarithm taken as even within a bucket;
 * null without any. The last bucket counts as one that ends at twice its lower bound.
 */
export function percentileMs({ buckets }: Pick<Sums, 'buckets'>, quantile: number): number | null {
  const total = buckets.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let below = 0;
  for (const [index, count] of buckets.entries()) {
    if (count > 0 && below + count >= quantile * total) {
      const [low, high] = edges(index);
      const inside = Math.max(0, quantile * total - below) / count;
      return 1000 * low * (high / low) ** inside;
    }
    below += count;
  }
  return null;
}

/** Both ends of a bucket in seconds. */
function edges(index: number): readonly [low: number, high: number] {
  const high = latencyBounds[index];
  const low = latencyBounds[index - 1] ?? latencyBounds[0] / 2;
  return [low, high ?? 2 * low];
}

/** Logarithm of a bucket's middle, the seconds it stands for. */
export function logMiddle(index: number): number {
  const [low, high] = edges(index);
  return (Math.log(low) + Math.log(high)) / 2;
}
