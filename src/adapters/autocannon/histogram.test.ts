import { expect, it } from 'vitest';
import { seededRandom } from '../../loadtest/random.js';
import { mergeDistributions, valuesOf, withValues } from './histogram.js';

const random = seededRandom(7);
// From microseconds to half a minute, most of them short.
const samples = Array.from({ length: 80_000 }, () => Math.ceil(30_000_000 ** random()));
const distributionOf = (values: readonly number[]) =>
  withValues(values.map((value) => [value, 1] as const));

it('merges eight shards into exactly the one histogram of all samples', () => {
  const all = distributionOf(samples);
  const shards = Array.from({ length: 8 }, (_, shard) =>
    distributionOf(samples.filter((_value, index) => index % 8 === shard)),
  );
  const files = shards.map((shard) => JSON.stringify(valuesOf(shard)));
  const merged = mergeDistributions(files.map((text) => withValues(JSON.parse(text))));
  expect(merged.count).toBe(samples.length);
  expect(valuesOf(merged)).toEqual(valuesOf(all));
  for (let quantile = 0; quantile <= 1; quantile += 0.001) {
    expect(merged.valueAtQuantile(quantile)).toBe(all.valueAtQuantile(quantile));
  }
});

it('knows every sample to three digits', () => {
  for (const sample of samples.slice(0, 2000)) {
    const [[value, count] = [0, 0]] = valuesOf(distributionOf([sample]));
    expect(count).toBe(1);
    expect(Math.abs(value / sample - 1)).toBeLessThan(0.001);
  }
});

it('encodes nothing as nothing', () => {
  expect(valuesOf(withValues([]))).toEqual([]);
  expect(withValues([]).count).toBe(0);
});

it('keeps what lasted longer than any limit', () => {
  const day = 86_400_000_000;
  const merged = mergeDistributions([withValues([[day, 2]]), withValues([[5, 1]])]);
  expect(merged.count).toBe(3);
  expect(merged.valueAtQuantile(1) / day).toBeCloseTo(1, 2);
});
