import type { Measure } from '../../contracts/alarm-definition.js';
import {
  latencyAt,
  latencyBounds,
  type MetricSample,
  type RouteSample,
} from '../../contracts/metric-sample.js';
import type { MetricInstance } from '../instances.js';

/** What is looked at: an alarm without its threshold. */
type Subject = Pick<MetricInstance, 'route'> & {
  readonly definition: Pick<MetricInstance['definition'], 'measure' | 'of' | 'minimumRequests'>;
};

const signUpRoute = 'POST /v1/user/passwordlesssignup';

/**
 * The datapoint of one period, from what was sampled in it: counters added up, gauges at their worst.
 * Null where there is none: nothing was asked, or too little to speak of a share.
 */
export function datapointOf(subject: Subject, samples: readonly MetricSample[]): number | null {
  const { measure, of, minimumRequests = 1 } = subject.definition;
  if (measure === 'reachable') return reachableIn(samples);
  const heard = samples.filter(({ reachable }) => reachable);
  if (heard.length === 0) return null;
  const routes = heard
    .flatMap((sample) => sample.routes)
    .filter(({ route }) => subject.route === null || route === subject.route);
  if (measure === 'dependency-ill' && typeof of === 'object') {
    return illIn(heard, of.dependency);
  }
  const byRequests = shares[measure];
  if (byRequests) {
    const value = byRequests(routes);
    return requestsOf(routes) < minimumRequests || !Number.isFinite(value) ? null : value;
  }
  return others[measure]?.(heard, routes) ?? null;
}

type OfRoutes = (routes: readonly RouteSample[]) => number;

/** What is said of requests; without any of them it is no number. */
const shares: Partial<Record<Measure, OfRoutes>> = {
  'error-share': (routes) => sum(routes, serverErrors) / requestsOf(routes),
  'latency-p99': (routes) => p99Ms(routes),
  'cache-hit-share': (routes) =>
    sum(routes, (route) => route.outcomes.hit + route.outcomes.stale) /
    sum(routes, ({ outcomes: { hit, stale, miss } }) => hit + stale + miss),
  'db-queries-per-request': (routes) =>
    sum(routes, ({ dbQueries }) => dbQueries) / requestsOf(routes),
  overload: (routes) => sum(routes, ({ causes }) => causes['overload'] ?? 0) / requestsOf(routes),
};

type OfSamples = (heard: readonly MetricSample[], routes: readonly RouteSample[]) => number | null;

const others: Partial<Record<Measure, OfSamples>> = {
  'replica-lag': worst('catops_replica_lag_seconds'),
  'queue-age': worst('catops_jobs_oldest_waiting_seconds'),
  'event-loop-delay': worst('catops_event_loop_delay_p99_seconds'),
  'job-failures': total('catops_jobs_failed_total'),
  'access-log-dropped': (heard, routes) => {
    const parts = ['catops_access_log_dropped_total', 'catops_access_log_waiting_dropped_total'];
    return parts.reduce((all, name) => all + (total(name)(heard, routes) ?? 0), 0);
  },
  'process-restarts': (heard) => sum(heard, ({ restarts }) => restarts),
  'sign-up-failures': (_heard, routes) =>
    sum(
      routes.filter(({ route }) => route === signUpRoute),
      serverErrors,
    ),
};

/** Seen once in the period is seen; looked for in vain is 0, which no service tells of itself. */
function reachableIn(samples: readonly MetricSample[]): number | null {
  if (samples.length === 0) return null;
  return samples.some(({ reachable }) => reachable) ? 1 : 0;
}

function illIn(heard: readonly MetricSample[], dependency: string): number | null {
  const seen = heard
    .flatMap(({ dependencies }) => dependencies)
    .filter((each) => each.dependency === dependency);
  return seen.length === 0 ? null : Math.max(...seen.map((each) => each.illIn));
}

function worst(gauge: string): OfSamples {
  return (heard) => {
    const values = valuesOf(heard, gauge);
    return values.length === 0 ? null : Math.max(...values);
  };
}

function total(counter: string): OfSamples {
  return (heard) => valuesOf(heard, counter).reduce((all, value) => all + value, 0);
}

function valuesOf(heard: readonly MetricSample[], gauge: string): readonly number[] {
  return heard.flatMap(({ gauges }) => gauges[gauge] ?? []);
}

/** The 99th percentile, milliseconds; no number without requests. */
function p99Ms(routes: readonly RouteSample[]): number {
  const buckets = [...latencyBounds, null].map((_, index) =>
    sum(routes, (route) => route.buckets[index] ?? 0),
  );
  const seconds = latencyAt(0.99, buckets);
  return seconds === null ? Number.NaN : seconds * 1000;
}

function requestsOf(routes: readonly RouteSample[]): number {
  return sum(routes, ({ requests }) => Object.values(requests).reduce((all, n) => all + n, 0));
}

function serverErrors({ requests }: RouteSample): number {
  return Object.entries(requests).reduce(
    (all, [status, n]) => (status >= '500' ? all + n : all),
    0,
  );
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}
