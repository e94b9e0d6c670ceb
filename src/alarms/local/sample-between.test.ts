import { expect, it } from 'vitest';
import { latencyBounds } from '../../contracts/metric-sample.js';
import { readTotals } from './read-totals.js';
import { sampleBetween } from './sample-between.js';

const route = 'route="GET /v1/breeds"';
/** Metrics of an API that has answered so many requests, a tenth of them with 503. */
const metrics = (requests: number, more: readonly string[] = []) =>
  readTotals(
    [
      '# TYPE catops_requests_total counter',
      `catops_requests_total{${route},status="200"} ${requests * 0.9}`,
      `catops_requests_total{${route},status="503"} ${requests * 0.1}`,
      `catops_requests_total{route="GET /docs",status="200"} 1`,
      `catops_cache_outcomes_total{${route},outcome="hit"} ${requests}`,
      `catops_cache_outcomes_total{${route},outcome="miss"} 0`,
      `catops_failures_total{${route},cause="database"} ${requests * 0.1}`,
      `catops_db_queries_total{${route}} ${requests}`,
      `catops_rate_limited_total{${route}} 0`,
      `catops_loads_refused_total{${route}} 2`,
      ...[...latencyBounds, '+Inf'].map(
        (bound, index) =>
          `catops_request_seconds_bucket{${route},le="${bound}"} ${index === 0 ? 0 : requests}`,
      ),
      `catops_request_seconds_sum{${route}} ${requests * 0.0007}`,
      `catops_request_seconds_count{${route}} ${requests}`,
      `catops_logged_failures_total{event="lost, twice",cause="database",dependency="database"} ${requests}`,
      'catops_dependency_ill{dependency="redis"} 1',
      '# TYPE catops_processes gauge',
      'catops_processes 2',
      '# TYPE catops_build_info gauge',
      'catops_build_info{release="0.1.0+aaaaaaa"} 1',
      'catops_build_info{release="0.1.0+bbbbbbb"} 1',
      '# TYPE catops_jobs_oldest_waiting_seconds gauge',
      'catops_jobs_oldest_waiting_seconds{lane="priority"} 3',
      'catops_jobs_oldest_waiting_seconds{lane="normal"} 700.5',
      '# TYPE catops_jobs_failed_total counter',
      `catops_jobs_failed_total{type="mail.welcome"} ${requests}`,
      'catops_jobs_failed_total{type="webhook.deliver",lane="normal"} 1',
      ...more,
    ].join('\n'),
  );
const period = { at: Date.UTC(2026, 10, 29, 14, 0, 10), seconds: 10 };

it('is what was counted in between, by route, and the gauges at its end', () => {
  expect(sampleBetween(metrics(100), metrics(150), period)).toEqual({
    v: 1,
    at: '2026-11-29T14:00:10.000Z',
    seconds: 10,
    releases: ['0.1.0+aaaaaaa', '0.1.0+bbbbbbb'],
    reachable: true,
    processes: 2,
    restarts: 0,
    routes: [
      {
        route: 'GET /v1/breeds',
        requests: { 200: 45, 503: 5 },
        outcomes: { hit: 50, miss: 0, stale: 0, bypass: 0 },
        causes: { database: 5 },
        dbQueries: 50,
        rateLimited: 0,
        refused: 0,
        buckets: [0, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        seconds: 0.035,
      },
    ],
    gauges: {
      catops_jobs_oldest_waiting_seconds: 700.5,
      'catops_jobs_oldest_waiting_seconds{lane="priority"}': 3,
      'catops_jobs_oldest_waiting_seconds{lane="normal"}': 700.5,
      catops_jobs_failed_total: 50,
      'catops_jobs_failed_total{lane="normal"}': 0,
    },
    failures: [{ event: 'lost, twice', cause: 'database', dependency: 'database', count: 50 }],
    dependencies: [{ dependency: 'redis', illIn: 1 }],
  });
});

it('counts from 0 what fell, and a route that is new', () => {
  const restarted = sampleBetween(metrics(100), metrics(30), period);
  expect(restarted.routes[0]).toMatchObject({ requests: { 200: 27, 503: 3 }, dbQueries: 30 });
  const fresh = metrics(100, ['catops_requests_total{route="GET /new",status="200"} 7']);
  expect(sampleBetween(metrics(100), fresh, period).routes).toMatchObject([
    { route: 'GET /new', requests: { 200: 7 } },
  ]);
});

it('counts the processes that died', () => {
  const died = (count: number) => [
    '# TYPE catops_worker_restarts_total counter',
    `catops_worker_restarts_total ${count}`,
  ];
  const sample = sampleBetween(metrics(1, died(1)), metrics(1, died(4)), period);
  expect([sample.restarts, sample.gauges['catops_worker_restarts_total']]).toEqual([3, undefined]);
});

it('knows nothing of what was counted before anybody looked', () => {
  const first = sampleBetween(null, metrics(100), period);
  expect([first.reachable, first.routes, first.failures]).toEqual([true, [], []]);
  expect(first.gauges).toMatchObject({ catops_jobs_oldest_waiting_seconds: 700.5 });
});

it('says of a silent API that it is silent', () => {
  expect(sampleBetween(metrics(100), null, period)).toMatchObject({
    reachable: false,
    processes: 0,
    routes: [],
    gauges: {},
  });
});

it('steps over lines it cannot read', () => {
  const odd = metrics(10, ['catops_processes NaN', 'nonsense', 'catops_connections{a="}"} 1 2 3']);
  expect(sampleBetween(null, odd, period).processes).toBe(2);
});
