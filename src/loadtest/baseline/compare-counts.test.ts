import { expect, it } from 'vitest';
import { measuredPhase, measuredRoute, mergeListed } from '../../testing/measurements.js';
import { poolOf } from '../pool.js';
import type { RouteMeasurement } from '../ports.js';
import { compareCounts } from './compare-counts.js';

const route = 'GET /v1/breeds';
const pool = (changes: Partial<RouteMeasurement> = {}) =>
  poolOf([measuredPhase('steady', [measuredRoute(route, 400, changes)])], route, mergeListed);
const changeOf = (base: Partial<RouteMeasurement>, head: Partial<RouteMeasurement>) =>
  Object.fromEntries(
    compareCounts(pool(base), pool(head)).map(({ measure, change }) => [measure, change]),
  );

it('finds a cache that is gone', () => {
  expect(changeOf({}, { queries: 400, cacheServed: 0 })).toEqual({
    'db-queries-per-request': 'worse',
    'cache-hit-share': 'worse',
    errors: 'none',
  });
  expect(changeOf({ queries: 400, cacheServed: 0 }, {})).toMatchObject({
    'db-queries-per-request': 'better',
    'cache-hit-share': 'better',
  });
});

it('takes what chance explains for no difference', () => {
  expect(changeOf({ queries: 8, cacheServed: 392 }, { queries: 14, cacheServed: 386 })).toEqual({
    'db-queries-per-request': 'none',
    'cache-hit-share': 'none',
    errors: 'none',
  });
});

it('finds a second query of a route that had one, and one lost cache hit in ten', () => {
  expect(changeOf({ queries: 400 }, { queries: 800 })['db-queries-per-request']).toBe('worse');
  expect(changeOf({}, { cacheServed: 360 })['cache-hit-share']).toBe('worse');
});

it('finds errors where there were none', () => {
  expect(changeOf({}, { expected: 380, statuses: { 200: 380, 500: 20 } })['errors']).toBe('worse');
});

it('says that it does not know where a build does not tell', () => {
  const silent = { queriesTold: 0, cacheTold: 0, cacheServed: 0 };
  expect(changeOf({}, silent)).toEqual({
    'db-queries-per-request': 'unknown',
    'cache-hit-share': 'unknown',
    errors: 'none',
  });
});
