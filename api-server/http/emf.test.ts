import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { cloudMetrics } from '../../src/contracts/cloud-metrics.js';
import { latencyBounds } from '../../src/contracts/metric-sample.js';
import { EmfPublisher } from '../supervision/emf-publisher.js';
import { emfSchema } from '../testing/emf-schema.js';
import { type EmfDocument, emfDocuments, type ServerTotals } from './emf.js';
import { mergeMetrics, type RouteMetrics } from './metrics.js';

const isEmf = new Ajv({ allErrors: true }).compile(emfSchema);
const at = Date.UTC(2026, 10, 29, 14, 1);
const zeros = latencyBounds.map(() => 0);

function routeOf(route: string, changes: Partial<RouteMetrics> = {}): RouteMetrics {
  return {
    route,
    requests: {},
    outcomes: { hit: 0, miss: 0, stale: 0, bypass: 0 },
    causes: {},
    dbQueries: 0,
    rateLimited: 0,
    buckets: [...zeros, 0],
    seconds: 0,
    loads: { inFlight: 0, waiting: 0, refused: 0 },
    ...changes,
  };
}

function totals(
  routes: readonly RouteMetrics[],
  changes: Partial<ServerTotals> = {},
): ServerTotals {
  return { metrics: { ...mergeMetrics([]), routes }, restarts: 0, waitingDropped: 0, ...changes };
}

const signUp = 'POST /v1/user/passwordlesssignup';
const before = totals([routeOf('GET /v1/breeds', { requests: { 200: 100 }, dbQueries: 7 })]);
const jobs = {
  done: {},
  failed: { 'mail.welcome': 3 },
  heartbeatAt: at,
  queue: {
    at,
    lanes: {
      urgent: { waiting: 0, dueSince: null, dead: 0 },
      usual: { waiting: 2, dueSince: at - 90_000, dead: 0 },
    },
  },
};
const after: ServerTotals = {
  metrics: {
    ...mergeMetrics([]),
    routes: [
      routeOf('GET /v1/breeds', {
        requests: { 200: 190, 503: 10 },
        outcomes: { hit: 60, miss: 20, stale: 10, bypass: 10 },
        causes: { overload: 4 },
        dbQueries: 27,
        buckets: [0, 0, 100, ...zeros.slice(2)],
      }),
      routeOf(signUp, { requests: { 500: 2 }, buckets: [2, ...zeros] }),
      routeOf('GET /docs'),
    ],
    dependencies: [{ dependency: 'redis', status: 'degraded', since: at, reason: null, illIn: 1 }],
    replicaLagSeconds: 4.5,
    jobs,
  },
  restarts: 2,
  waitingDropped: 5,
};
const documents = emfDocuments(before, after, { service: 'cats', at });
const [service, ...others] = documents;

it('is what CloudWatch Logs makes metrics of, by the rules of its documentation', () => {
  for (const document of documents) {
    const wire = JSON.parse(JSON.stringify(document)) as EmfDocument;
    expect([isEmf(wire), isEmf.errors]).toEqual([true, null]);
    const [directive, ...more] = wire._aws.CloudWatchMetrics;
    expect(more).toEqual([]);
    // "The root node MUST contain all target members": numbers for metrics, texts for dimensions.
    for (const { Name, Unit } of directive?.Metrics ?? []) {
      expect([Name, typeof wire[Name], Unit]).toEqual([Name, 'number', cloudMetrics[Name].unit]);
    }
    for (const name of directive?.Dimensions.flat() ?? []) expect(typeof wire[name]).toBe('string');
    expect(directive?.Namespace).toBe('catops/cats');
    expect(JSON.stringify(wire).length).toBeLessThan(256 * 1024);
  }
  // The schema does see what is wrong.
  expect(isEmf({ ...service, _aws: { ...service?._aws, More: 1 } })).toBe(false);
  expect(isEmf({ _aws: { Timestamp: at, CloudWatchMetrics: [{ Namespace: 'a' }] } })).toBe(false);
});

it('tells of the service what came in between, and its gauges', () => {
  expect(service).toMatchObject({
    _aws: { Timestamp: at },
    Requests: 102,
    ServerErrors: 12,
    Overloaded: 4,
    DbQueries: 20,
    CacheHits: 70,
    CacheAsks: 90,
    ReplicaLag: 4.5,
    QueueAge: 90,
    JobFailures: 3,
    SignUpFailures: 2,
    ProcessRestarts: 2,
    AccessLogDropped: 5,
    Reachable: 1,
  });
  expect(service?.['LatencyP99']).toBeCloseTo(2.485, 1);
});

it('tells of a route only when it was asked, and of each dependency', () => {
  expect(others.map((each) => each['Route'] ?? each['Dependency'])).toEqual([
    'GET /v1/breeds',
    signUp,
    'redis',
  ]);
  expect(others[0]).toMatchObject({ Requests: 100, ServerErrors: 10, DbQueries: 20 });
  expect(others[0]).not.toHaveProperty('Reachable');
  expect(others[2]).toMatchObject({ DependencyIll: 1 });
});

it('publishes every metric that alarms in the cloud are made of', () => {
  const published = documents.flatMap(
    ({
      _aws: {
        CloudWatchMetrics: [directive],
      },
    }) => (directive?.Metrics ?? []).map(({ Name }) => Name),
  );
  expect(new Set(published)).toEqual(new Set(Object.keys(cloudMetrics)));
  const quiet = emfDocuments(before, before, { service: 'cats', at });
  expect(quiet).toHaveLength(1);
  // Without requests, replicas and jobs there is nothing to say of these.
  for (const absent of ['LatencyP99', 'ReplicaLag', 'QueueAge']) {
    expect(quiet[0]).not.toHaveProperty(absent);
  }
});

it('is said once a minute, whatever the clock does', () => {
  const lines: string[] = [];
  const clock = { time: at + 30_000, now: () => clock.time };
  const publisher = new EmfPublisher({
    ...{ service: 'cats', clock },
    totals: () => totals([routeOf('GET /', { requests: { 200: Math.floor(clock.time / 1000) } })]),
    write: (text) => void lines.push(...text.trimEnd().split('\n')),
  });
  const said = (seconds: number) => {
    clock.time += seconds * 1000;
    publisher.note();
    return lines.splice(0).map((line) => {
      const { _aws: aws, Requests } = JSON.parse(line) as EmfDocument;
      return [(aws.Timestamp - at) / 1000, Requests];
    });
  };
  expect(said(29)).toEqual([]);
  const minute = (end: number, requests: number) => [
    [end, requests],
    [end, requests],
  ];
  expect(said(2)).toEqual(minute(60, 31));
  expect(said(1)).toEqual([]);
  // It was asleep for an hour.
  expect(said(3600)).toEqual(minute(3660, 3601));
  // The clock was set back: nothing is told twice.
  expect(said(-600)).toEqual([]);
});
