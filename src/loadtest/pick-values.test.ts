import { expect, it } from 'vitest';
import { pickValues } from './pick-values.js';

const values = ['a', 'b', 'c', 'd'];
const share = (picked: readonly string[], value: string) =>
  picked.filter((one) => one === value).length / picked.length;

it('takes values in turn, or each once', () => {
  expect(pickValues(values, { pick: 'sequential', seed: 1 })).toEqual(values);
  expect(pickValues(['a', 'b', 'a'], { pick: 'unique', seed: 1 })).toEqual(['a', 'b']);
});

it('draws evenly at random, the same with the same seed and otherwise with another', () => {
  const drawn = pickValues(values, { pick: 'random', seed: 1 });
  expect(drawn).toHaveLength(1000);
  for (const value of values) expect(share(drawn, value)).toBeCloseTo(0.25, 1);
  expect(pickValues(values, { pick: 'random', seed: 1 })).toEqual(drawn);
  expect(pickValues(values, { pick: 'random', seed: 2 })).not.toEqual(drawn);
});

it('draws the n-th value a n-th as often as the first', () => {
  const drawn = pickValues(values, { pick: 'zipf', seed: 1 });
  const sum = 1 + 1 / 2 + 1 / 3 + 1 / 4;
  expect(values.map((value) => share(drawn, value) * sum)).toEqual([
    expect.closeTo(1, 0),
    expect.closeTo(1 / 2, 0),
    expect.closeTo(1 / 3, 0),
    expect.closeTo(1 / 4, 0),
  ]);
  expect(share(drawn, 'a')).toBeGreaterThan(1.5 * share(drawn, 'b'));
});
