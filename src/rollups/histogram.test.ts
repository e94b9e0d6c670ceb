import { expect, it } from 'vitest';
import {
  type Buckets,
  bucketOf,
  gamma,
  mergeBuckets,
  msOf,
  percentileBucket,
  statedError,
} from './histogram.js';

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function bucketsOf(values: readonly number[]): Buckets {
  return mergeBuckets(values.map((ms) => new Map([[bucketOf(ms), 1]])));
}

/** The smallest value that so many are not above: what the buckets are measured against. */
function exact(values: readonly number[], quantile: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)] ?? Number.NaN;
}

it('keeps every percentile within the stated error, whatever the latencies are', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const random = randomFrom(seed);
    const spread = 1 + random() * 4;
    const count = 1 + Math.floor(random() * 800);
    // Three decimals, as they are logged, from 0.01 ms to about two minutes.
    const values = Array.from(
      { length: count },
      () => Math.round(Math.max(0.01, 10 ** ((random() - 0.4) * spread)) * 1000) / 1000,
    );
    for (const quantile of [0.01, 0.5, 0.95, 0.99, 1]) {
      const bucket = percentileBucket(bucketsOf(values), quantile) ?? Number.NaN;
      const off = msOf(bucket) / exact(values, quantile) - 1;
      expect(Math.abs(off)).toBeLessThanOrEqual(statedError + 1e-8);
    }
  }
});

it('says the same of merged parts as of the whole', () => {
  const random = randomFrom(7);
  const values = Array.from({ length: 2000 }, () => 0.01 + random() * 500);
  const parts = [values.slice(0, 3), values.slice(3, 900), values.slice(900)].map(bucketsOf);
  expect(mergeBuckets(parts)).toEqual(bucketsOf(values));
});

it('puts the four latencies on a boundary where exact arithmetic puts them', () => {
  expect([1, 1.1, 1.21, 1.331].map(bucketOf)).toEqual([0, 1, 2, 3]);
});

it('takes what is too fast to measure as 0.01 ms, and two minutes into bucket 122', () => {
  expect([0, 0.001, 0.01, -1].map(bucketOf)).toEqual([-49, -49, -49, -49]);
  expect(bucketOf(120_000)).toBe(122);
});

it('has no percentile without requests', () => {
  expect(percentileBucket(new Map(), 0.5)).toBeNull();
  expect(percentileBucket(new Map([[3, 0]]), 0.5)).toBeNull();
});

it('states an error below five in a hundred', () => {
  expect(statedError).toBeGreaterThan(0.048);
  expect(statedError).toBeLessThan(0.05);
  expect(msOf(0) / 1).toBeCloseTo(Math.sqrt(gamma), 12);
});
