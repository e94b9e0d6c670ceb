import type { Pool } from '../pool.js';

/** One thing that is counted and not timed, of two builds. */
export interface CountComparison {
  readonly measure: 'db-queries-per-request' | 'cache-hit-share' | 'errors';
  /** A request, or a share 0–1; null when it was not told. */
  readonly base: number | null;
  readonly head: number | null;
  /** Against the base; `unknown` when one of the two did not tell. */
  readonly change: 'none' | 'better' | 'worse' | 'unknown';
}

/** A count of `of` looks; a share when each look counts once at most. */
interface Counted {
  readonly count: number;
  readonly of: number;
  readonly share: boolean;
}

// Chance moves a count too where it is neither none nor all: a difference has to be larger than
// four times what chance explains, and large enough to matter to anybody.
const standardErrors = 4;
const smallest = 0.01;

/**
 * Compares what no noise of the machine moves: queries a request, cache hits, errors. One more query
 * in a hundred requests is found, at any load of the machine.
 */
export function compareCounts(base: Pool, head: Pool): readonly CountComparison[] {
  const queries = (pool: Pool): Counted => ({
    count: pool.queries,
    of: pool.queriesTold,
    share: false,
  });
  const hits = (pool: Pool): Counted => ({
    count: pool.cacheServed,
    of: pool.cacheTold,
    share: true,
  });
  const errors = (pool: Pool): Counted => ({ count: pool.errors, of: pool.requests, share: true });
  return [
    compare('db-queries-per-request', 'less', queries(base), queries(head)),
    compare('cache-hit-share', 'more', hits(base), hits(head)),
    compare('errors', 'less', errors(base), errors(head)),
  ];
}

function compare(
  measure: CountComparison['measure'],
  good: 'less' | 'more',
  base: Counted,
  head: Counted,
): CountComparison {
  const [there, here] = [rateOf(base), rateOf(head)];
  if (there === null || here === null) {
    return { measure, base: there, head: here, change: 'unknown' };
  }
  const mean = (base.count + head.count) / (base.of + head.of);
  const variance = base.share ? mean * (1 - mean) : mean;
  const error = Math.sqrt(variance * (1 / base.of + 1 / head.of));
  const difference = here - there;
  if (Math.abs(difference) <= Math.max(smallest, standardErrors * error)) {
    return { measure, base: there, head: here, change: 'none' };
  }
  const change = difference > 0 === (good === 'more') ? 'better' : 'worse';
  return { measure, base: there, head: here, change };
}

function rateOf({ count, of }: Counted): number | null {
  return of === 0 ? null : count / of;
}
