import { expect, it } from 'vitest';
import type { Measure } from '../../contracts/alarm-definition.js';
import { metricSample, routeSample, silentSample } from '../testing/metric-samples.js';
import { datapointOf } from './measure.js';

const of = (measure: Measure, more: object = {}) => ({
  route: null,
  definition: { measure, of: 'service' as const, ...more },
});
const search = 'GET /v1/images/search';
const signUp = 'POST /v1/user/passwordlesssignup';

it('adds counters up over a period, and shares them out among its requests', () => {
  const samples = [
    metricSample({ routes: [routeSample({ requests: { 200: 90, 503: 10 } })] }),
    metricSample({
      routes: [
        routeSample({ route: search, requests: { 200: 95, 500: 5 }, causes: { overload: 4 } }),
        routeSample({ route: signUp, requests: { 502: 3, 400: 7 }, dbQueries: 0, buckets: [10] }),
      ],
    }),
  ];
  expect(datapointOf(of('error-share'), samples)).toBeCloseTo(18 / 210);
  expect(datapointOf(of('db-queries-per-request'), samples)).toBeCloseTo(100 / 210);
  expect(datapointOf(of('overload'), samples)).toBeCloseTo(4 / 210);
  expect(datapointOf(of('sign-up-failures'), samples)).toBe(3);
  const onSearch = { ...of('error-share'), route: search } as const;
  expect(datapointOf(onSearch, samples)).toBeCloseTo(0.05);
});

it('counts a stale reply as a hit, and leaves out what has no cache', () => {
  const outcomes = { hit: 30, stale: 10, miss: 40, bypass: 20 };
  const samples = [metricSample({ routes: [routeSample({ outcomes })] })];
  expect(datapointOf(of('cache-hit-share'), samples)).toBe(0.5);
  const bypassed = [
    metricSample({
      routes: [routeSample({ outcomes: { hit: 0, stale: 0, miss: 0, bypass: 100 } })],
    }),
  ];
  expect(datapointOf(of('cache-hit-share'), bypassed)).toBeNull();
});

it('finds the time that 99 of 100 requests stay below', () => {
  // 100 requests between 1 and 2.5 ms, evenly spread: the 99th at 2.485.
  const even = [metricSample({ routes: [routeSample()] })];
  expect(datapointOf(of('latency-p99'), even)).toBeCloseTo(2.485, 3);
  const last = [0, 0, 90, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10];
  const slow = [metricSample({ routes: [routeSample({ buckets: last })] })];
  expect(datapointOf(of('latency-p99'), slow)).toBe(10_000);
});

it('has no datapoint of too few requests, of none, or of an API that is silent', () => {
  const few = [metricSample({ routes: [routeSample({ requests: { 500: 3 }, buckets: [3] })] })];
  expect(datapointOf(of('error-share', { minimumRequests: 4 }), few)).toBeNull();
  expect(datapointOf(of('error-share', { minimumRequests: 3 }), few)).toBe(1);
  expect(datapointOf(of('error-share'), [metricSample()])).toBeNull();
  expect(datapointOf(of('process-restarts'), [silentSample()])).toBeNull();
  expect(datapointOf(of('process-restarts'), [])).toBeNull();
});

it('knows an API that was heard once in the period from a silent one, and from nobody looking', () => {
  expect(datapointOf(of('reachable'), [silentSample(), metricSample()])).toBe(1);
  expect(datapointOf(of('reachable'), [silentSample()])).toBe(0);
  expect(datapointOf(of('reachable'), [])).toBeNull();
});

it('takes gauges at their worst, and counters beside them as what was added', () => {
  const gauges = (delay: number, failed: number) => ({
    catops_event_loop_delay_p99_seconds: delay,
    catops_jobs_failed_total: failed,
    catops_access_log_dropped_total: failed,
  });
  const samples = [
    metricSample({ gauges: gauges(0.3, 2), restarts: 1 }),
    metricSample({ gauges: gauges(0.1, 3), restarts: 2 }),
  ];
  expect(datapointOf(of('event-loop-delay'), samples)).toBe(0.3);
  expect(datapointOf(of('job-failures'), samples)).toBe(5);
  expect(datapointOf(of('access-log-dropped'), samples)).toBe(5);
  expect(datapointOf(of('process-restarts'), samples)).toBe(3);
  expect(datapointOf(of('replica-lag'), samples)).toBeNull();
});

it('says in how many processes a dependency is ill, and nothing of one that nobody has', () => {
  const dependencies = [{ dependency: 'redis', illIn: 2 }];
  const samples = [metricSample({ dependencies }), metricSample({ dependencies: [] })];
  const ill = (dependency: string) => of('dependency-ill', { of: { dependency } });
  expect(datapointOf(ill('redis'), samples)).toBe(2);
  expect(datapointOf(ill('database-write'), samples)).toBeNull();
});
