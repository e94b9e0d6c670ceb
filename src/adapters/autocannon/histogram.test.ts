import { expect, it } from 'vitest';
import { seededRandom } from '../../loadtest/random.js';
import {
  createHistogram,
  decodeDistribution,
  decodeWhenAsked,
  encodeHistogram,
  mergeDistributions,
  prepareHistograms,
  valuesOf,
  withValues,
} from './histogram.js';

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

it('adds up seconds that are listed, encoded or both to the same as one histogram', async () => {
  await prepareHistograms();
  const [few, many] = [samples.slice(0, 300), samples.slice(300, 3000)];
  const encode = (values: readonly number[]) => {
    const histogram = createHistogram();
    for (const value of values) histogram.recordValue(value);
    const text = encodeHistogram(histogram);
    histogram.destroy();
    return text;
  };
  const seconds = [
    decodeWhenAsked(Uint32Array.from(few), few.length),
    decodeWhenAsked(encode(many), many.length),
    decodeWhenAsked(new Uint32Array(), 0),
  ];
  const merged = mergeDistributions(seconds);
  const whole = decodeDistribution([encode(samples.slice(0, 3000))]);
  expect([merged.count, whole.count]).toEqual([3000, 3000]);
  // Looked at in turn, as a report does; none of it is kept.
  for (const quantile of [0.5, 0.95, 1]) {
    expect(merged.valueAtQuantile(quantile)).toBe(whole.valueAtQuantile(quantile));
    expect(seconds[0]?.valueAtQuantile(quantile)).toBe(
      distributionOf(few).valueAtQuantile(quantile),
    );
  }
  expect(valuesOf(merged)).toEqual(valuesOf(whole));
});
