import { describe, expect, it } from 'vitest';
import { seededRandom } from '../loadtest/random.js';
import { changePoints, type Point, splitScores } from './change-points.js';
import { normal, poisson } from './testing/drawn-telemetry.js';

const weigh = (values: readonly number[]): readonly Point[] =>
  values.map((value) => ({ value, weight: 1 }));
const root = (count: number) => 2 * Math.sqrt(count + 3 / 8);

/** Values around a mean that depends on the place. */
function drawn(seed: number, length: number, mean: (index: number) => number): readonly Point[] {
  const random = seededRandom(seed);
  return weigh(Array.from({ length }, (_, index) => mean(index) + normal(random)));
}

const found = (points: readonly Point[]) => changePoints(points).map(({ index }) => index);

describe('a series without a change', () => {
  const kinds: Readonly<Record<string, (random: () => number) => number>> = {
    'normal noise': normal,
    'counts of 1': (random) => root(poisson(1, random)),
    'counts of 20': (random) => root(poisson(20, random)),
    // Logarithms of latencies of which some are ten times as long.
    'a long tail': (random) => normal(random) + (random() < 0.03 ? 2.3 : 0),
  };

  it.each(Object.keys(kinds))('of %s shows one in at most 1 of 160 series', (kind) => {
    let wrong = 0;
    for (let seed = 1; seed <= 160; seed += 1) {
      const random = seededRandom(seed);
      const length = [30, 60, 120][seed % 3] ?? 30;
      const values = Array.from({ length }, () => kinds[kind]?.(random) ?? 0);
      if (changePoints(weigh(values), 1).length > 0) wrong += 1;
    }
    expect(wrong).toBeLessThanOrEqual(1);
  });

  it('of one value alone, or of none, shows none', () => {
    expect(changePoints(weigh(Array.from({ length: 50 }, () => 3)))).toEqual([]);
    expect(changePoints([])).toEqual([]);
    expect(changePoints(weigh([1, 9]))).toEqual([]);
  });
});

describe('a change', () => {
  it('is placed within one point of where it is, in 95 of 100 series', () => {
    let near = 0;
    for (let seed = 1; seed <= 100; seed += 1) {
      const place = 10 + (seed % 40);
      const [first] = found(drawn(seed, 60, (index) => (index < place ? 0 : 4)));
      if (first !== undefined && Math.abs(first - place) <= 1) near += 1;
    }
    expect(near).toBeGreaterThanOrEqual(95);
  });

  it('of six points in the middle is found with both its ends', () => {
    const points = drawn(5, 80, (index) => (index >= 40 && index < 46 ? 8 : 0));
    expect(found(points)).toEqual([40, 46]);
  });

  it('is told with the means on both sides', () => {
    const [change] = changePoints(weigh([...Array(20).fill(1), ...Array(20).fill(5)]));
    expect(change).toMatchObject({ index: 20, before: 1, after: 5 });
  });

  it('of steps up is found at each step', () => {
    const points = drawn(9, 90, (index) => 6 * Math.floor(index / 30));
    expect(found(points)).toEqual([30, 60]);
  });

  it('is measured against the noise of the series itself', () => {
    const random = seededRandom(3);
    const noisy = weigh(
      Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : 3) + 6 * normal(random)),
    );
    expect(changePoints(noisy)).toEqual([]);
  });

  it('is not made up where nothing is known', () => {
    const points = weigh([...Array(10).fill(1), ...Array(10).fill(5)]).map((point, index) =>
      index < 10 ? { value: 0, weight: 0 } : point,
    );
    expect(changePoints(points)).toEqual([]);
  });
});

describe('how much a change at an index would explain', () => {
  it('is most where it is, and 0 where nothing is known on one side', () => {
    const points = drawn(3, 40, (index) => (index < 25 ? 20 : 60));
    const scores = splitScores([{ value: 0, weight: 0 }, ...points]);
    expect(scores.indexOf(Math.max(...scores))).toBe(26);
    expect(scores.slice(0, 2)).toEqual([0, 0]);
  });
});
