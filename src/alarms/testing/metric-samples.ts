import type { MetricSample, RouteSample } from '../../contracts/metric-sample.js';

/** A route that answered 100 requests well, half of them from the cache. */
export function routeSample(changes: Partial<RouteSample> = {}): RouteSample {
  return {
    route: 'GET /v1/breeds',
    requests: { 200: 100 },
    outcomes: { hit: 50, miss: 50, stale: 0, bypass: 0 },
    causes: {},
    dbQueries: 50,
    rateLimited: 0,
    refused: 0,
    buckets: [0, 0, 100],
    seconds: 0.2,
    ...changes,
  };
}

/** Ten seconds of an API that is well. */
export function metricSample(changes: Partial<MetricSample> = {}): MetricSample {
  return {
    v: 1,
    at: '2026-11-29T14:00:10.000Z',
    seconds: 10,
    releases: ['0.1.0+4faa961'],
    reachable: true,
    processes: 2,
    restarts: 0,
    routes: [],
    gauges: {},
    failures: [],
    dependencies: [],
    ...changes,
  };
}

/** A look that found nobody. */
export function silentSample(changes: Partial<MetricSample> = {}): MetricSample {
  return metricSample({ reachable: false, releases: [], processes: 0, ...changes });
}
