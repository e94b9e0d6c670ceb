import type { CacheOutcome, CauseClass } from '../../src/contracts/access-log.js';
import { latencyBounds } from '../../src/contracts/metric-sample.js';
import { mergeCounts } from '../failures/failures.js';
import { type BreakerState, mergeBreakers } from '../health/breaker-board.js';
import { mergeStates } from '../health/dependency-state.js';
import { type JobMetrics, mergeJobs } from '../jobs/job-tally.js';
import type { DependencyState, FailureCount } from '../ports.js';
import type { LoadCounts } from './bulkhead.js';

const outcomes = ['hit', 'miss', 'stale', 'bypass'] as const satisfies readonly CacheOutcome[];

/** What one route has answered since the process started. */
export interface RouteMetrics {
  readonly route: string;
  readonly requests: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<CacheOutcome, number>>;
  /** Replies that tell of a failure, by whose part it was. */
  readonly causes: Readonly<Record<string, number>>;
  readonly dbQueries: number;
  readonly rateLimited: number;
  /** Requests in each latency bucket, not summed up; one more than {@link latencyBounds}. */
  readonly buckets: readonly number[];
  readonly seconds: number;
  /** Of its bulkhead: loads in flight and waiting now, and refused since the start. */
  readonly loads: LoadCounts;
}

/** Measures of a process at one moment. */
export interface ProcessGauges {
  readonly eventLoopDelayP99Seconds: number;
  /** Processes whose event loop has more to do than it gets done. */
  readonly overloadedProcesses: number;
  readonly connections: number;
  /** Closed since the start because there were too many. */
  readonly connectionsRefused: number;
  readonly heapBytes: number;
  readonly cacheBytes: number;
  readonly cacheEntries: number;
  readonly indexImages: number;
  readonly indexBreeds: number;
  readonly indexKeys: number;
  /** Since the indexes were last known to be true. */
  readonly indexAgeSeconds: number;
  readonly accessLogWritten: number;
  readonly accessLogDropped: number;
  /** 1 while Redis answers this process. */
  readonly redisWorks: number;
  readonly redisHits: number;
  readonly redisMisses: number;
  readonly redisErrors: number;
  /** How often Redis was asked about a rate limit, and gave no answer. */
  readonly limitAsks: number;
  readonly limitAsksFailed: number;
}

/** Counters and gauges of one process, or of several together. Plain JSON. */
export interface MetricsSnapshot {
  readonly processes: number;
  /** How many of them run which release, such as `0.1.0+4faa961`. */
  readonly releases: Readonly<Record<string, number>>;
  readonly routes: readonly RouteMetrics[];
  readonly gauges: ProcessGauges;
  /** How far the replica that is furthest behind is behind the primary; null without replicas. */
  readonly replicaLagSeconds: number | null;
  /** Whatever failed, requests and work that no request waited for. */
  readonly failures: readonly FailureCount[];
  /** What is needed, and how it is doing. */
  readonly dependencies: readonly DependencyState[];
  readonly breakers: readonly BreakerState[];
  /** Null in a process that works no jobs off. */
  readonly jobs: JobMetrics | null;
}

/** Of a route whose loads nothing bounds. */
export const noLoads: LoadCounts = { inFlight: 0, waiting: 0, refused: 0 };

/** Counters of one route. Counting one response costs a few additions and allocates nothing. */
export class RouteCounter {
  readonly #route: string;
  readonly #statuses = new Map<number, number>();
  readonly #outcomes: Record<CacheOutcome, number> = { hit: 0, miss: 0, stale: 0, bypass: 0 };
  readonly #causes = new Map<CauseClass, number>();
  readonly #buckets = new Array<number>(latencyBounds.length + 1).fill(0);
  /** Asked when a snapshot is taken. */
  loads: () => LoadCounts = () => noLoads;
  #seconds = 0;
  #dbQueries = 0;
  #rateLimited = 0;

  constructor(route: string) {
    this.#route = route;
  }

  /** Counts whose part a failure was that a reply told of. */
  failed(cause: CauseClass): void {
    this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + 1);
  }

  observe(status: number, outcome: CacheOutcome, dbQueries: number, seconds: number): void {
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    this.#outcomes[outcome] += 1;
    this.#dbQueries += dbQueries;
    this.#seconds += seconds;
    const bucket = bucketOf(seconds);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    if (status === 429) this.#rateLimited += 1;
  }

  /** Queries of work that no response waited for, such as the renewal of a stale reply. */
  addQueries(count: number): void {
    this.#dbQueries += count;
  }

  snapshot(): RouteMetrics {
    return {
      route: this.#route,
      requests: Object.fromEntries(this.#statuses),
      outcomes: { ...this.#outcomes },
      causes: Object.fromEntries(this.#causes),
      dbQueries: this.#dbQueries,
      rateLimited: this.#rateLimited,
      buckets: [...this.#buckets],
      seconds: this.#seconds,
      loads: this.loads(),
    };
  }
}

function bucketOf(seconds: number): number {
  for (let index = 0; index < latencyBounds.length; index += 1) {
    if (seconds <= (latencyBounds[index] ?? 0)) return index;
  }
  return latencyBounds.length;
}

/** One snapshot of all processes: counters add up, ages and delays are the worst of them. */
export function mergeMetrics(snapshots: readonly MetricsSnapshot[]): MetricsSnapshot {
  const routes = new Map<string, RouteMetrics>();
  for (const snapshot of snapshots) {
    for (const metrics of snapshot.routes) {
      const known = routes.get(metrics.route);
      routes.set(metrics.route, known ? addRoutes(known, metrics) : metrics);
    }
  }
  return {
    processes: snapshots.reduce((sum, { processes }) => sum + processes, 0),
    releases: snapshots.reduce((sum, { releases }) => addCounts(sum, releases), {}),
    routes: [...routes.values()],
    gauges: mergeGauges(snapshots.map(({ gauges }) => gauges)),
    replicaLagSeconds: worstLag(snapshots.map(({ replicaLagSeconds }) => replicaLagSeconds)),
    failures: mergeCounts(snapshots.flatMap(({ failures }) => failures)),
    dependencies: mergeStates(snapshots.flatMap(({ dependencies }) => dependencies)),
    breakers: mergeBreakers(snapshots.flatMap(({ breakers }) => breakers)),
    jobs: mergeJobs(snapshots.map(({ jobs }) => jobs)),
  };
}

function addRoutes(a: RouteMetrics, b: RouteMetrics): RouteMetrics {
  const merged = { ...a.outcomes };
  for (const outcome of outcomes) merged[outcome] += b.outcomes[outcome];
  return {
    route: a.route,
    requests: addCounts(a.requests, b.requests),
    outcomes: merged,
    causes: addCounts(a.causes, b.causes),
    dbQueries: a.dbQueries + b.dbQueries,
    rateLimited: a.rateLimited + b.rateLimited,
    buckets: a.buckets.map((count, index) => count + (b.buckets[index] ?? 0)),
    seconds: a.seconds + b.seconds,
    loads: addLoads(a.loads, b.loads),
  };
}

/** Those of two bulkheads as one. */
export function addLoads(a: LoadCounts, b: LoadCounts): LoadCounts {
  return {
    inFlight: a.inFlight + b.inFlight,
    waiting: a.waiting + b.waiting,
    refused: a.refused + b.refused,
  };
}

function addCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const sums: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}

function worstLag(lags: readonly (number | null)[]): number | null {
  const known = lags.filter((lag) => lag !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function mergeGauges(gauges: readonly ProcessGauges[]): ProcessGauges {
  const sum = (name: keyof ProcessGauges) => gauges.reduce((total, g) => total + g[name], 0);
  const worst = (name: keyof ProcessGauges) => gauges.reduce((max, g) => Math.max(max, g[name]), 0);
  return {
    eventLoopDelayP99Seconds: worst('eventLoopDelayP99Seconds'),
    overloadedProcesses: sum('overloadedProcesses'),
    connections: sum('connections'),
    connectionsRefused: sum('connectionsRefused'),
    heapBytes: sum('heapBytes'),
    cacheBytes: sum('cacheBytes'),
    cacheEntries: sum('cacheEntries'),
    indexImages: worst('indexImages'),
    indexBreeds: worst('indexBreeds'),
    indexKeys: worst('indexKeys'),
    indexAgeSeconds: worst('indexAgeSeconds'),
    accessLogWritten: sum('accessLogWritten'),
    accessLogDropped: sum('accessLogDropped'),
    redisWorks: sum('redisWorks'),
    redisHits: sum('redisHits'),
    redisMisses: sum('redisMisses'),
    redisErrors: sum('redisErrors'),
    limitAsks: sum('limitAsks'),
    limitAsksFailed: sum('limitAsksFailed'),
  };
}
