import { latencyBounds } from '../../src/contracts/metric-sample.js';
import type { MetricsSnapshot, RouteMetrics } from './metrics.js';

export type Sample = readonly [labels: string, value: number];

/** The Prometheus text form of a snapshot. */
export function renderMetrics(snapshot: MetricsSnapshot): string {
  const { routes, gauges, failures, dependencies, replicaLagSeconds } = snapshot;
  const perRoute = (value: (metrics: RouteMetrics) => number): Sample[] =>
    routes.map((metrics) => [label(metrics), value(metrics)]);
  return [
    family(
      'catops_requests_total',
      'counter',
      'Responses sent. Of a process that was killed, those of its last second may be missing.',
      requestSamples(routes),
    ),
    family('catops_cache_outcomes_total', 'counter', 'How it was answered.', cacheSamples(routes)),
    family('catops_db_queries_total', 'counter', 'Database queries made.', perRoute(byQueries)),
    family('catops_rate_limited_total', 'counter', 'Requests over the limit.', perRoute(byLimited)),
    family(
      'catops_failures_total',
      'counter',
      'Replies that tell of a failure, by whose part it was.',
      causeSamples(routes),
    ),
    family(
      'catops_logged_failures_total',
      'counter',
      'Failures told of in the log, by what was ill.',
      failureSamples(failures),
    ),
    family('catops_loads_in_flight', 'gauge', 'Loads under way.', perRoute(byInFlight)),
    family('catops_loads_waiting', 'gauge', 'Loads that wait for a turn.', perRoute(byWaiting)),
    family('catops_loads_refused_total', 'counter', 'Loads refused.', perRoute(byRefused)),
    family(
      'catops_dependency_ill',
      'gauge',
      'Processes that find it ill.',
      dependencies.map(({ dependency, illIn }) => [`{dependency="${dependency}"}`, illIn]),
    ),
    histogram(routes),
    gauge('catops_processes', 'API processes counted here.', snapshot.processes),
    family(
      'catops_build_info',
      'gauge',
      'API processes that run a release.',
      Object.entries(snapshot.releases).map(([name, count]) => [`{release="${name}"}`, count]),
    ),
    gauge(
      'catops_event_loop_delay_p99_seconds',
      'Delay of the event loop in the last 10 to 20 seconds.',
      gauges.eventLoopDelayP99Seconds,
    ),
    gauge(
      'catops_overloaded_processes',
      'Processes that refuse what needs the database.',
      gauges.overloadedProcesses,
    ),
    gauge('catops_connections', 'Connections that are open.', gauges.connections),
    counter(
      'catops_connections_refused_total',
      'Closed because there were too many.',
      gauges.connectionsRefused,
    ),
    gauge('catops_heap_bytes', 'JavaScript heap in use.', gauges.heapBytes),
    gauge('catops_cache_bytes', 'Replies kept in memory.', gauges.cacheBytes),
    gauge('catops_cache_entries', 'Replies kept in memory.', gauges.cacheEntries),
    gauge('catops_index_images', 'Pictures in the index.', gauges.indexImages),
    gauge('catops_index_breeds', 'Breeds in the index.', gauges.indexBreeds),
    gauge('catops_index_keys', 'Keys in the index.', gauges.indexKeys),
    gauge(
      'catops_index_age_seconds',
      'Since the indexes were last known to be true.',
      gauges.indexAgeSeconds,
    ),
    family(
      'catops_replica_lag_seconds',
      'gauge',
      'How far the replica furthest behind is behind the primary.',
      replicaLagSeconds === null ? [] : [['', replicaLagSeconds]],
    ),
    counter('catops_access_log_written_total', 'Records written.', gauges.accessLogWritten),
    counter('catops_access_log_dropped_total', 'Records dropped.', gauges.accessLogDropped),
    gauge('catops_redis_processes', 'API processes that Redis answers.', gauges.redisWorks),
    counter('catops_redis_hits_total', 'Replies taken from Redis.', gauges.redisHits),
    counter('catops_redis_misses_total', 'Replies not there, or too old.', gauges.redisMisses),
    counter('catops_redis_errors_total', 'Not answered or not usable.', gauges.redisErrors),
    counter('catops_limit_asks_total', 'Times Redis was asked about a limit.', gauges.limitAsks),
    counter(
      'catops_limit_asks_failed_total',
      'Times it gave no answer, and a process counted alone.',
      gauges.limitAsksFailed,
    ),
  ].join('');
}

const byQueries = (metrics: RouteMetrics) => metrics.dbQueries;
const byInFlight = ({ loads }: RouteMetrics) => loads.inFlight;
const byWaiting = ({ loads }: RouteMetrics) => loads.waiting;
const byRefused = ({ loads }: RouteMetrics) => loads.refused;
const byLimited = (metrics: RouteMetrics) => metrics.rateLimited;

// Routes are templates of our own: nothing in them needs escaping.
const label = ({ route }: RouteMetrics, more = '') => `{route="${route}"${more}}`;

function requestSamples(routes: readonly RouteMetrics[]): Sample[] {
  return routes.flatMap((metrics) =>
    Object.entries(metrics.requests).map(
      ([status, count]): Sample => [label(metrics, `,status="${status}"`), count],
    ),
  );
}

function cacheSamples(routes: readonly RouteMetrics[]): Sample[] {
  return routes.flatMap((metrics) =>
    Object.entries(metrics.outcomes).map(
      ([outcome, count]): Sample => [label(metrics, `,outcome="${outcome}"`), count],
    ),
  );
}

function causeSamples(routes: readonly RouteMetrics[]): Sample[] {
  return routes.flatMap((metrics) =>
    Object.entries(metrics.causes).map(
      ([cause, count]): Sample => [label(metrics, `,cause="${cause}"`), count],
    ),
  );
}

function failureSamples(failures: MetricsSnapshot['failures']): Sample[] {
  return failures.map(({ event, cause, dependency, count }) => [
    `{event="${event}",cause="${cause}",dependency="${dependency}"}`,
    count,
  ]);
}

function histogram(routes: readonly RouteMetrics[]): string {
  const name = 'catops_request_seconds';
  const lines = [`# HELP ${name} Time to answer.`, `# TYPE ${name} histogram`];
  for (const metrics of routes) {
    let count = 0;
    for (const [index, bound] of [...latencyBounds, '+Inf'].entries()) {
      count += metrics.buckets[index] ?? 0;
      lines.push(`${name}_bucket${label(metrics, `,le="${bound}"`)} ${count}`);
    }
    lines.push(`${name}_sum${label(metrics)} ${metrics.seconds}`);
    lines.push(`${name}_count${label(metrics)} ${count}`);
  }
  return `${lines.join('\n')}\n`;
}

const counter = (name: string, help: string, value: number) =>
  family(name, 'counter', help, [['', value]]);

const gauge = (name: string, help: string, value: number) =>
  family(name, 'gauge', help, [['', value]]);

export function family(
  name: string,
  type: string,
  help: string,
  samples: readonly Sample[],
): string {
  const lines = samples.map(([labels, value]) => `${name}${labels} ${value}`);
  return `${[`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n')}\n`;
}
