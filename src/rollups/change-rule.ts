import { gamma } from './histogram.js';

/** What counts as a change. `changeRule` says the same to people. */
export const changeLimits = {
  /** Chance alone crosses a bound at most this often, to one side, for one measure of one row. */
  chance: 1e-5,
  /** Requests that a window must have before anything of it is compared. */
  requests: 50,
  /** Least ratio between the two windows' requests. */
  requestsRatio: 1.3,
  errorsRatio: 1.5,
  errorsPoints: 0.1,
  hitPoints: 10,
  queriesRatio: 1.5,
  queriesDifference: 0.05,
  /** Queries and cache outcomes come in clumps: that many are counted as one. */
  clump: 4,
  p95Ratio: 1.25,
  p95Requests: 200,
  /** Percentiles one bucket apart may be the same. */
  bucketRatio: gamma,
  standardErrors: 4,
} as const;

const l = changeLimits;

/** What counts as a change, in a sentence with its numbers. */
export const changeRule =
  `Marked is what chance alone shows in at most ${2 * l.chance * 1e5} of 100,000 comparisons ` +
  `(Chernoff's bound; queries and cache outcomes count as ${l.clump} to one), from ${l.requests} requests on: ` +
  `requests by ${percent(l.requestsRatio)}% or more; 5xx by half and ${l.errorsPoints} points; ` +
  `cache hits by ${l.hitPoints} points; queries a request by half and ${l.queriesDifference}; ` +
  `p95 by ${percent(l.p95Ratio)}% or more, beyond the histogram's ±5% of both and ` +
  `${l.standardErrors} standard errors, from ${l.p95Requests} requests on, when p50 or p99 moved with it.`;

function percent(ratio: number): number {
  return Math.round((ratio - 1) * 100);
}
