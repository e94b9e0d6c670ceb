/** Each bucket is so many times as wide as the one before it. Stored with every table. */
export const gamma = 1.1;

/** All that is faster counts as this, milliseconds: the logarithm of 0 is nothing. */
export const fastestMs = 0.01;

/** Slower than this is no latency: such a line is no record. Milliseconds. */
export const slowestMs = 86_400_000;

/**
 * `ln` may differ in its last bit between engines. In steps of a microsecond only 1, 1.1, 1.21 and
 * 1.331 ms lie on a boundary; every other value is at least 9.7e-9 away from one.
 */
const boundary = 1e-9;

/** Largest relative error of a percentile from these buckets: √γ − 1. */
export const statedError = Math.sqrt(gamma) - 1;

/** A bucket's number and how many requests fell into it. */
export type Buckets = ReadonlyMap<number, number>;

/** The bucket of a latency. The SQL texts compute the same. */
export function bucketOf(ms: number): number {
  return Math.floor(Math.log(Math.max(ms, fastestMs)) / Math.log(gamma) + boundary);
}

/** What a bucket is shown as: its geometric middle, milliseconds. */
export function msOf(bucket: number): number {
  return gamma ** (bucket + 0.5);
}

/** Adds histograms up: the only way percentiles of hours become one of a day. */
export function mergeBuckets(parts: Iterable<Buckets>): Buckets {
  const sum = new Map<number, number>();
  for (const part of parts) {
    for (const [bucket, count] of part) sum.set(bucket, (sum.get(bucket) ?? 0) + count);
  }
  return sum;
}

/** The first bucket by which `quantile` of all requests are counted; null without requests. */
export function percentileBucket(buckets: Buckets, quantile: number): number | null {
  const sorted = [...buckets].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const wanted = quantile * sorted.reduce((sum, [, count]) => sum + count, 0);
  let counted = 0;
  for (const [bucket, count] of sorted) {
    counted += count;
    // The product may lie a hair above the whole number it means.
    if (counted >= wanted - 1e-6) return bucket;
  }
  return null;
}
