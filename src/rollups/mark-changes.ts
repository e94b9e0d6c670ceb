import type { RollupChange, RollupRow } from '../contracts/rollup-report.js';
import { changeLimits as limits } from './change-rule.js';
import { chanceAtMost } from './likelihood.js';
import { requestsInBoth } from './requests-in-both.js';

/**
 * The rows of a window with what changed since another of equal length, as `changeRule` says it;
 * rows that are gone come last. Hours and days of `before` are taken `shiftMs` later: the distance
 * between the windows. Requests are compared over the hours that both windows have.
 */
export function markChanges(
  before: readonly RollupRow[],
  after: readonly RollupRow[],
  shiftMs = 0,
): RollupRow[] {
  const past = new Map(before.map((row) => [shiftedKey(row.key, shiftMs), row]));
  const requestsOf = requestsInBoth(before, after);
  const marked = after.map((row) => {
    const old = past.get(row.key);
    past.delete(row.key);
    return { ...row, changes: changesOf(old, row, requestsOf) };
  });
  const gone = [...past].filter(([, row]) => requestsOf(row) >= limits.requests);
  return [...marked, ...gone.map(([key, row]) => goneRow(key, row))];
}

function shiftedKey(key: string, ms: number): string {
  if (ms === 0 || !/^\d{4}-\d\d-\d\d(T\d\d)?$/.test(key)) return key;
  const at = Date.parse(key.length > 10 ? `${key}:00:00Z` : `${key}T00:00:00Z`);
  return new Date(at + ms).toISOString().slice(0, key.length);
}

function goneRow(key: string, row: RollupRow): RollupRow {
  return {
    key,
    ...{ requests: 0, rate: 0, errors: null, latency: null, causes: null, bytes: none(row.bytes) },
    statuses: {
      s2xx: none(row.statuses.s2xx),
      s3xx: none(row.statuses.s3xx),
      s4xx: none(row.statuses.s4xx),
      ...{ s5xx: 0, throttled: 0 },
    },
    ...{ cacheHitShare: null, dbQueriesPerRequest: null, accounts: null },
    dbQueries: none(row.dbQueries),
    series: row.series.map(() => 0),
    changes: [{ measure: 'gone', before: row.requests, after: null, worse: false }],
  };
}

/** A sum of nothing; missing where such a sum is not kept. */
function none(sum: number | null): 0 | null {
  return sum === null ? null : 0;
}

function changesOf(
  before: RollupRow | undefined,
  after: RollupRow,
  requestsOf: (row: RollupRow) => number,
): RollupChange[] {
  const [x, y] = [before ? requestsOf(before) : 0, requestsOf(after)];
  if (!before || before.requests === 0) {
    if (y < limits.requests) return [];
    return [change('new', null, after.requests, isErrors(after))];
  }
  return [
    requests(x, y, isErrors(after) && y > x),
    ...[errors, p95, hits, queries].map((compare) => compare(before, after)),
  ].flatMap((change) => change ?? []);
}

/** Whether the row is the server's own errors, so that more of it is worse. */
function isErrors({ key }: RollupRow): boolean {
  return key === '5xx';
}

function requests(x: number, y: number, worse: boolean): RollupChange | null {
  if (Math.max(x, y) < limits.requests || ratio(x, y) < limits.requestsRatio) return null;
  if (chanceAtMost(x, y, 1 / 2) > limits.chance) return null;
  return change('requests', x, y, worse);
}

type Compare = (before: RollupRow, after: RollupRow) => RollupChange | null;

const errors: Compare = (before, after) => {
  if (before.errors === null || after.errors === null || !comparable(before, after)) return null;
  const points = 100 * Math.abs(after.errors - before.errors);
  if (points < limits.errorsPoints || ratio(before.errors, after.errors) < limits.errorsRatio)
    return null;
  const share = after.requests / (before.requests + after.requests);
  if (chanceAtMost(before.statuses.s5xx, after.statuses.s5xx, share) > limits.chance) return null;
  return change('errors', before.errors, after.errors, after.errors > before.errors);
};

/** Without a cache there is no share, but nothing was a hit either: losing the cache is a change. */
const hits: Compare = (before, after) => {
  const { cacheHitShare: x } = before;
  const { cacheHitShare: y } = after;
  if (x === y || !comparable(before, after)) return null;
  const difference = (y ?? 0) - (x ?? 0);
  if (100 * Math.abs(difference) < limits.hitPoints) return null;
  // Only replies that are no errors pass a cache; how many of a row's did is not in it.
  const [n, m] = [passed(before), passed(after)];
  const counts = [(x ?? 0) * n, (y ?? 0) * m].map((count) => count / limits.clump);
  const [first = 0, second = 0] = counts;
  if (n + m === 0 || chanceAtMost(first, second, m / (n + m)) > limits.chance) return null;
  return change('cacheHitShare', x, y, difference < 0);
};

function passed({ statuses }: RollupRow): number {
  return (statuses.s2xx ?? 0) + (statuses.s3xx ?? 0);
}

const queries: Compare = (before, after) => {
  const { dbQueriesPerRequest: x } = before;
  const { dbQueriesPerRequest: y } = after;
  if (x === null || y === null || !comparable(before, after)) return null;
  if (before.dbQueries === null || after.dbQueries === null) return null;
  if (Math.abs(y - x) < limits.queriesDifference || ratio(x, y) < limits.queriesRatio) return null;
  const share = after.requests / (before.requests + after.requests);
  const [first, second] = [before.dbQueries / limits.clump, after.dbQueries / limits.clump];
  if (chanceAtMost(first, second, share) > limits.chance) return null;
  return change('dbQueriesPerRequest', x, y, y > x);
};

const p95: Compare = (before, after) => {
  const { latency: x } = before;
  const { latency: y } = after;
  if (x === null || y === null) return null;
  if (Math.min(before.requests, after.requests) < limits.p95Requests) return null;
  const moved = Math.log(y.p95 / x.p95);
  if (Math.abs(moved) < Math.log(limits.p95Ratio)) return null;
  const error = Math.hypot(standardError(before), standardError(after));
  if (Math.abs(moved) < Math.log(limits.bucketRatio) + limits.standardErrors * error) return null;
  // Where hits end and misses begin, p95 jumps with a hair's breadth of the share, and alone.
  const along = [y.p50 / x.p50, y.p99 / x.p99].map((each) => Math.log(each) * Math.sign(moved));
  if (Math.max(...along) <= Math.log(limits.bucketRatio)) return null;
  return change('p95', x.p95, y.p95, moved > 0);
};

/**
 * Of the logarithm of a sample's 95th percentile: √(p(1−p)/n) over the density there, which is
 * taken from the distance to the 99th: (0.99 − 0.95) ÷ ln(p99/p95), one bucket at least.
 */
function standardError({ requests: n, latency }: RollupRow): number {
  if (latency === null) return Number.POSITIVE_INFINITY;
  const spread = Math.max(Math.log(latency.p99 / latency.p95), Math.log(limits.bucketRatio));
  return (Math.sqrt((0.95 * 0.05) / n) * spread) / 0.04;
}

function comparable(before: RollupRow, after: RollupRow): boolean {
  return Math.min(before.requests, after.requests) >= limits.requests;
}

/** The greater over the smaller: 1 when they are equal, infinite when one is 0. */
function ratio(a: number, b: number): number {
  return a === b ? 1 : Math.max(a, b) / Math.min(a, b);
}

function change(
  measure: RollupChange['measure'],
  before: number | null,
  after: number | null,
  worse: boolean,
): RollupChange {
  return { measure, before, after, worse };
}
