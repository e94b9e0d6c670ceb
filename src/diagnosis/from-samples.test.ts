import { expect, it } from 'vitest';
import type { MetricSample } from '../contracts/metric-sample.js';
import { fromSamples } from './from-samples.js';

const sample: MetricSample = {
  ...{ v: 1, at: '2018-11-15T10:21:00.000Z', seconds: 60, releases: ['0.1.0+a'], reachable: true },
  ...{ processes: 2, restarts: 1, gauges: { catops_processes: 2 }, failures: [] },
  routes: [
    {
      route: 'GET /v1/votes',
      requests: { 200: 40, 304: 2, 404: 3, 429: 5, 500: 1, 503: 6 },
      outcomes: { hit: 8, miss: 2, stale: 1, bypass: 46 },
      causes: { database: 6, code: 1, 'of a later release': 1 },
      ...{ dbQueries: 50, rateLimited: 5, refused: 2, buckets: [57, 0], seconds: 0.1 },
    },
  ],
  dependencies: [{ dependency: 'redis', illIn: 1 }],
};
const down = { ...sample, at: '2018-11-15T10:20:00.000Z', reachable: false, routes: [] };

it('reads samples as slots that begin where their period does, oldest first', () => {
  const { slots, source } = fromSamples([sample, down]);
  expect(source).toBe('metrics');
  expect(slots.map(({ at }) => new Date(at).toISOString())).toEqual([
    '2018-11-15T10:19:00.000Z',
    '2018-11-15T10:20:00.000Z',
  ]);
  expect(slots.map(({ reachable, processes }) => [reachable, processes])).toEqual([
    [false, null],
    [true, 2],
  ]);
});

it('tells replies at a limit from others that are refused, and failures from both', () => {
  const [, slot] = fromSamples([sample, down]).slots;
  expect(slot?.routes.get('GET /v1/votes')).toEqual({
    ...{ requests: 57, errors: 7, limited: 5, refused: 3, hits: 8, looked: 11, dbQueries: 50 },
    causes: { database: 6, code: 1 },
    buckets: [57, 0],
  });
  expect(slot?.ill).toEqual(new Map([['redis', 1]]));
});
