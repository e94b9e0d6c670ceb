import { expect, it } from 'vitest';
import { slopeOf } from './slope.js';

const at = (...pairs: (readonly [requests: number, queries: number])[]) =>
  slopeOf(pairs.map(([requests, queries]) => ({ requests, queries })));

it('tells what a further request costs from what filling the cache cost', () => {
  // Counted on PostgreSQL: a route that keeps 20 things for two seconds, and one that keeps nothing.
  const kept = at([150, 36], [300, 28], [600, 38], [1200, 32]);
  expect(kept?.each).toBeCloseTo(0, 1);
  expect(kept?.high).toBeLessThan(0.05);
  const not = at([150, 302], [300, 642], [600, 1200], [1200, 2400]);
  expect(not?.each).toBeCloseTo(2, 1);
  expect(not?.low).toBeGreaterThan(1.8);
  expect(at([100, 7], [200, 7], [400, 7])).toEqual({ each: 0, low: 0, high: 0, steps: 3 });
});

it('says nothing of fewer than three rates, or of rates that are almost one', () => {
  expect(at([100, 1], [200, 2])).toBeNull();
  expect(at([100, 1], [200, 2], [200, 3])).toBeNull();
  expect(at([100, 1], [110, 2], [120, 3])).toBeNull();
  expect([at(), at([0, 0], [1, 0], [2, 0])]).toEqual([null, null]);
});

it('is unsure where a cache is asked for too many things', () => {
  const wide = at([150, 127], [300, 220], [600, 330], [1200, 470]);
  expect([wide && wide.low < 0.2, wide && wide.high > 0.2]).toEqual([true, true]);
});
