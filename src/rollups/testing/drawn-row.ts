import type { RollupRow } from '../../contracts/rollup-report.js';
import { bucketOf, gamma, msOf, percentileBucket } from '../histogram.js';
import { sampleRow } from './sample-report.js';

/** What a window's row is drawn from. */
export interface Truth {
  /** Expected in the window. */
  readonly requests: number;
  /** Probability of a 5xx. */
  readonly errors: number;
  /** Probability of a hit. */
  readonly hits: number;
  /** Expected queries a request. */
  readonly queries: number;
  /** Median of a lognormal latency in milliseconds, and the standard deviation of its logarithm. */
  readonly latency: number;
  readonly spread: number;
}

/** A row as a window of Poisson traffic would show it: counts drawn, percentiles from log buckets. */
export function drawnRow(key: string, truth: Truth, random: () => number): RollupRow {
  const buckets = new Map(
    bucketsOf(truth).map(([bucket, expected]) => [bucket, poisson(expected, random)]),
  );
  const requests = [...buckets.values()].reduce((sum, n) => sum + n, 0);
  const s5xx = Math.min(requests, poisson(truth.requests * truth.errors, random));
  const hits = Math.min(requests, poisson(truth.requests * truth.hits, random));
  const dbQueries = poisson(truth.requests * truth.queries, random);
  const at = (share: number): number => msOf(percentileBucket(buckets, share) ?? 0);
  return sampleRow(key, {
    requests,
    errors: requests === 0 ? null : s5xx / requests,
    statuses: { s2xx: requests - s5xx, s3xx: 0, s4xx: 0, s5xx, throttled: 0 },
    latency:
      requests === 0 ? null : { p50: at(0.5), p95: at(0.95), p99: at(0.99), mean: 1, max: 1 },
    cacheHitShare: requests === 0 ? null : hits / requests,
    dbQueries,
    dbQueriesPerRequest: requests === 0 ? null : dbQueries / requests,
  });
}

/** Requests expected in each bucket. */
function bucketsOf({ requests, latency, spread }: Truth): (readonly [number, number])[] {
  const lowest = bucketOf(latency * Math.exp(-5 * spread));
  const highest = bucketOf(latency * Math.exp(5 * spread));
  const below = (bucket: number): number =>
    normal((bucket * Math.log(gamma) - Math.log(latency)) / spread);
  return Array.from({ length: highest - lowest }, (_, index) => {
    const bucket = lowest + index;
    return [bucket, requests * (below(bucket + 1) - below(bucket))] as const;
  });
}

/** The normal distribution's share below z (Abramowitz and Stegun 26.2.17, error below 7.5e-8). */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}

/** Knuth's product for few; for many a rounded normal, whose tails are near enough beyond 200. */
function poisson(expected: number, random: () => number): number {
  if (expected > 200) {
    const z = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.round(expected + Math.sqrt(expected) * z));
  }
  const limit = Math.exp(-expected);
  let n = 0;
  for (let product = random(); product > limit; product *= random()) n++;
  return n;
}
