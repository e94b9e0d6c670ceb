import { type CauseClass, causeClasses } from '../../contracts/access-log.js';
import type { RollupMeasures } from '../../contracts/rollup-report.js';
import { type Buckets, msOf, percentileBucket } from '../histogram.js';
import type { Row } from '../workbench.js';

/** What a group of rows adds up to. */
export interface Sums {
  /** Counters by name. */
  readonly row: Row;
  /** Null where latencies are not kept. */
  readonly buckets: Buckets | null;
  readonly accounts: number | null;
}

/** Measures from sums; `seconds` is the length of what they are sums of. */
export function measuresOf({ row, buckets, accounts }: Sums, seconds: number): RollupMeasures {
  const of = (name: string) => Number(row[name] ?? 0);
  const requests = of('requests');
  const looked = of('hits') + of('misses') + of('stale');
  return {
    requests,
    rate: requests / seconds,
    errors: share(of('s5xx'), requests),
    statuses: {
      s2xx: of('s2xx'),
      s3xx: of('s3xx'),
      s4xx: of('s4xx'),
      s5xx: of('s5xx'),
      throttled: of('throttled'),
    },
    causes: causesOf(of),
    latency: latencyOf(of, buckets),
    bytes: of('bytes'),
    cacheHitShare: share(of('hits'), looked),
    dbQueries: of('db_queries'),
    dbQueriesPerRequest: share(of('db_queries'), requests),
    accounts,
  };
}

/** Nothing happened: what a window without requests measures. */
export const noSums: Sums = { row: {}, buckets: new Map(), accounts: null };

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Null when there were failures and none has a cause: the log of that time names none. */
function causesOf(of: (name: string) => number): Readonly<Record<CauseClass, number>> | null {
  const causes = Object.fromEntries(
    causeClasses.map((cause) => [cause, of(`cause_${cause}`)]),
  ) as Record<CauseClass, number>;
  const named = Object.values(causes).some((count) => count > 0);
  return named || of('s4xx') + of('s5xx') === 0 ? causes : null;
}

function latencyOf(
  of: (name: string) => number,
  buckets: Buckets | null,
): RollupMeasures['latency'] {
  const max = of('latency_max_us') / 1000;
  // A bucket's middle may lie above the slowest request that is in it.
  const at = (quantile: number) => {
    const bucket = buckets && percentileBucket(buckets, quantile);
    return bucket === null ? null : Math.min(msOf(bucket), max);
  };
  const [p50, p95, p99] = [at(0.5), at(0.95), at(0.99)];
  if (p50 === null || p95 === null || p99 === null) return null;
  return { p50, p95, p99, mean: of('latency_sum_us') / of('requests') / 1000, max };
}
