import {
  type CloudMetricName,
  cloudDimensions,
  cloudMetrics,
  cloudNamespace,
} from '../../src/contracts/cloud-metrics.js';
import { latencyAt, latencyBounds } from '../../src/contracts/metric-sample.js';
import { signUp } from '../features/sign-up/index.js';
import type { MetricsSnapshot, RouteMetrics } from './metrics.js';

/** Everything a server has counted so far. */
export interface ServerTotals {
  readonly metrics: MetricsSnapshot;
  /** API processes that died and were started again. */
  readonly restarts: number;
  /** Records of the access log that were dropped while they waited for their storage. */
  readonly waitingDropped: number;
}

/**
 * One event in Embedded Metric Format: CloudWatch Logs makes metrics of it. The specification allows
 * 100 metrics and 30 dimensions in a directive, and no other members in what it defines.
 */
export interface EmfDocument {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: CloudMetricName; readonly Unit: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

type Values = Partial<Record<CloudMetricName, number | null>>;

/**
 * What a server did between two looks, as events: one of the service, zeros too, and one for each route
 * that was asked and each dependency. `at`: the end of the period, milliseconds since the epoch.
 */
export function emfDocuments(
  before: ServerTotals,
  after: ServerTotals,
  { service, at }: { readonly service: string; readonly at: number },
): readonly EmfDocument[] {
  const routes = after.metrics.routes.map((route) => grownRoute(before, route));
  const document = (dimensions: Readonly<Record<string, string>>, values: Values): EmfDocument => {
    const known = Object.entries(values).filter(([, value]) => value !== null);
    return {
      _aws: {
        Timestamp: at,
        CloudWatchMetrics: [
          {
            Namespace: cloudNamespace(service),
            Dimensions: [Object.keys(dimensions)],
            Metrics: known.map(([name]) => {
              const Name = name as CloudMetricName;
              return { Name, Unit: cloudMetrics[Name].unit };
            }),
          },
        ],
      },
      ...dimensions,
      ...Object.fromEntries(known),
    };
  };
  return [
    document({}, { ...ofRoutes(routes), ...ofService(before, after, routes) }),
    ...routes
      .filter((route) => requestsOf([route]) > 0)
      .map((route) => document({ [cloudDimensions.route]: route.route }, ofRoutes([route]))),
    ...after.metrics.dependencies.map(({ dependency, illIn }) =>
      document({ [cloudDimensions.dependency]: dependency }, { DependencyIll: illIn }),
    ),
  ];
}

/** What a route counted in the period. */
type Grown = Pick<
  RouteMetrics,
  'route' | 'requests' | 'outcomes' | 'causes' | 'dbQueries' | 'buckets'
>;

function grownRoute({ metrics }: ServerTotals, after: RouteMetrics): Grown {
  const before = metrics.routes.find(({ route }) => route === after.route);
  const { hit, miss, stale, bypass } = after.outcomes;
  const known = before?.outcomes ?? { hit: 0, miss: 0, stale: 0, bypass: 0 };
  return {
    route: after.route,
    requests: grownRecord(before?.requests ?? {}, after.requests),
    outcomes: {
      hit: hit - known.hit,
      miss: miss - known.miss,
      stale: stale - known.stale,
      bypass: bypass - known.bypass,
    },
    causes: grownRecord(before?.causes ?? {}, after.causes),
    dbQueries: after.dbQueries - (before?.dbQueries ?? 0),
    buckets: after.buckets.map((count, index) => count - (before?.buckets[index] ?? 0)),
  };
}

function grownRecord(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after).map(([key, count]) => [key, count - (before[key] ?? 0)]),
  );
}

function ofRoutes(routes: readonly Grown[]): Values {
  const hits = sum(routes, ({ outcomes }) => outcomes.hit + outcomes.stale);
  const buckets = [...latencyBounds, null].map((_, index) =>
    sum(routes, (route) => route.buckets[index] ?? 0),
  );
  const p99 = latencyAt(0.99, buckets);
  return {
    Requests: requestsOf(routes),
    ServerErrors: sum(routes, serverErrors),
    Overloaded: sum(routes, ({ causes }) => causes['overload'] ?? 0),
    DbQueries: sum(routes, ({ dbQueries }) => dbQueries),
    CacheHits: hits,
    CacheAsks: hits + sum(routes, ({ outcomes }) => outcomes.miss),
    LatencyP99: p99 === null ? null : p99 * 1000,
  };
}

function ofService(before: ServerTotals, after: ServerTotals, routes: readonly Grown[]): Values {
  const { gauges, replicaLagSeconds, jobs } = after.metrics;
  const failed = ({ metrics }: ServerTotals) =>
    Object.values(metrics.jobs?.failed ?? {}).reduce((all, count) => all + count, 0);
  const dropped = ({ metrics, waitingDropped }: ServerTotals) =>
    metrics.gauges.accessLogDropped + waitingDropped;
  return {
    ReplicaLag: replicaLagSeconds,
    QueueAge: jobs?.queue ? oldestWaiting(jobs.queue) : null,
    EventLoopDelay: gauges.eventLoopDelayP99Seconds,
    JobFailures: failed(after) - failed(before),
    SignUpFailures: sum(
      routes.filter(({ route }) => route === signUp.name),
      serverErrors,
    ),
    ProcessRestarts: after.restarts - before.restarts,
    AccessLogDropped: dropped(after) - dropped(before),
    Reachable: 1,
  };
}

/** Seconds that the first job of any lane had been due when the queue was last counted. */
function oldestWaiting({ at, lanes }: NonNullable<NonNullable<MetricsSnapshot['jobs']>['queue']>) {
  const since = Object.values(lanes).flatMap(({ dueSince }) => dueSince ?? []);
  return since.length === 0 ? 0 : Math.max(0, at - Math.min(...since)) / 1000;
}

function requestsOf(routes: readonly Grown[]): number {
  return sum(routes, ({ requests }) => Object.values(requests).reduce((all, n) => all + n, 0));
}

function serverErrors({ requests }: Grown): number {
  return Object.entries(requests).reduce(
    (all, [status, n]) => (status >= '500' ? all + n : all),
    0,
  );
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}
