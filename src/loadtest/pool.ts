import type { Distribution, LoadGenerator, PhaseMeasurement, RouteMeasurement } from './ports.js';

/** Figures of any routes over any phases, added up. */
export interface Pool {
  /** Seconds of the phases, each once. */
  readonly seconds: number;
  readonly sent: number;
  /** Accounted for: answered, lost or timed out. */
  readonly requests: number;
  readonly expected: number;
  readonly mismatched: number;
  /** Unexpected answers, lost and timed out. */
  readonly errors: number;
  readonly lost: number;
  readonly timeouts: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly cacheTold: number;
  readonly cacheServed: number;
  readonly queriesTold: number;
  readonly queries: number;
  readonly latency: Distribution;
  readonly serviceTime: Distribution;
}

/** Adds up a route, or all routes, over the phases given. */
export function poolOf(
  phases: readonly PhaseMeasurement[],
  route: string | null,
  merge: LoadGenerator['merge'],
): Pool {
  const parts = phases.flatMap((phase) =>
    phase.routes.filter((part) => route === null || part.route === route),
  );
  const sum = (value: (part: RouteMeasurement) => number): number =>
    parts.reduce((total, part) => total + value(part), 0);
  const answered = sum((part) => part.answered);
  const expected = sum((part) => part.expected);
  const lost = sum((part) => part.lost);
  const timeouts = sum((part) => part.timeouts);
  return {
    seconds: phases.reduce((total, phase) => total + phase.seconds, 0),
    sent: sum((part) => part.sent),
    requests: answered + lost + timeouts,
    expected,
    mismatched: sum((part) => part.mismatched),
    errors: answered - expected + lost + timeouts,
    lost,
    timeouts,
    statuses: addStatuses(parts),
    cacheTold: sum((part) => part.cacheTold),
    cacheServed: sum((part) => part.cacheServed),
    queriesTold: sum((part) => part.queriesTold),
    queries: sum((part) => part.queries),
    latency: merge(parts.map((part) => part.latency)),
    serviceTime: merge(parts.map((part) => part.serviceTime)),
  };
}

/** Database queries a request, or null when no reply told them. */
export function queriesPerRequest(pool: Pool): number | null {
  return pool.queriesTold === 0 ? null : pool.queries / pool.queriesTold;
}

/** Share of replies from the cache, or null when no reply told it. */
export function cacheHitShare(pool: Pool): number | null {
  return pool.cacheTold === 0 ? null : pool.cacheServed / pool.cacheTold;
}

/** Share of requests that failed, or null when there was none. */
export function errorShare(pool: Pool): number | null {
  return pool.requests === 0 ? null : pool.errors / pool.requests;
}

/** Answers by status code, added up. */
export function addStatuses(
  parts: readonly Pick<RouteMeasurement, 'statuses'>[],
): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const part of parts) {
    for (const [status, count] of Object.entries(part.statuses)) {
      sum[status] = (sum[status] ?? 0) + count;
    }
  }
  return sum;
}
