import { expect, it } from 'vitest';
import type { AlarmDefinition } from '../contracts/alarm-definition.js';
import { instancesOf, pagesThrough } from './instances.js';

const shared = {
  summary: 'Something is wrong.',
  severity: 'sev2',
  owner: 'cat-api',
  runbook: 'uncached-route',
} as const;
const metric = {
  ...shared,
  kind: 'metric',
  of: 'service',
  comparison: 'above',
  threshold: 0.02,
  periodSeconds: 60,
  evaluationPeriods: 3,
  datapointsToAlarm: 2,
  missingData: 'notBreaching',
} as const;
const definitions: readonly AlarmDefinition[] = [
  { ...shared, kind: 'composite', name: 'api-unusable', any: ['error-share', 'latency-p99'] },
  { ...metric, name: 'error-share', measure: 'error-share' },
  { ...metric, name: 'latency-p99', measure: 'latency-p99', of: 'route', threshold: 'budget' },
  { ...metric, name: 'overload', measure: 'overload' },
];
const routes = [
  { name: 'GET /v1/breeds', budget: { p99Ms: 50, dbQueriesPerRequest: 0.05 } },
  { name: 'GET /v1/votes', budget: { p99Ms: 100, dbQueriesPerRequest: 2 } },
] as const;
const instances = instancesOf(definitions, routes);

it('stands for each route with the limit the route declares, composites last', () => {
  expect(
    instances.map((each) => [each.name, each.kind === 'metric' ? each.threshold : each.any]),
  ).toEqual([
    ['error-share', 0.02],
    ['latency-p99 GET /v1/breeds', 50],
    ['latency-p99 GET /v1/votes', 100],
    ['overload', 0.02],
    ['api-unusable', ['error-share', 'latency-p99 GET /v1/breeds', 'latency-p99 GET /v1/votes']],
  ]);
});

it('pages through the composite that names it', () => {
  expect(pagesThrough('latency-p99 GET /v1/votes', instances)?.name).toBe('api-unusable');
  expect(pagesThrough('overload', instances)?.name).toBe('overload');
  expect(pagesThrough('api-unusable', instances)?.name).toBe('api-unusable');
  expect(pagesThrough('gone', instances)).toBeUndefined();
});
