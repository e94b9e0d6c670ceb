import type { RouteName } from '../contracts/route-policy.js';
import type { Distribution, PhaseMeasurement, RouteMeasurement } from '../loadtest/ports.js';

interface ListedDistribution extends Distribution {
  readonly values: readonly number[];
}

/** A distribution of exactly these values, microseconds. */
export function distributionOf(values: readonly number[]): ListedDistribution {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    values: sorted,
    count: sorted.length,
    mean: sorted.reduce((sum, value) => sum + value, 0) / Math.max(1, sorted.length),
    valueAtQuantile: (quantile) =>
      sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)] ?? 0,
  };
}

/** Merges distributions made by {@link distributionOf}. */
export function mergeListed(parts: readonly Distribution[]): Distribution {
  return distributionOf(
    parts.flatMap((part) => ('values' in part ? (part as ListedDistribution).values : [])),
  );
}

/** A route that answered `count` requests as expected, each in `ms`, but for the changes. */
export function measuredRoute(
  route: RouteName,
  count: number,
  { ms = 5, ...changes }: Partial<RouteMeasurement> & { ms?: number } = {},
): RouteMeasurement {
  const times = distributionOf(Array.from({ length: count }, () => ms * 1000));
  return {
    route,
    sent: count,
    answered: count,
    expected: count,
    mismatched: 0,
    lost: 0,
    discarded: 0,
    timeouts: 0,
    inFlight: 0,
    statuses: { 200: count },
    latency: times,
    serviceTime: times,
    cacheTold: count,
    cacheServed: count,
    queriesTold: count,
    queries: 0,
    seconds: [],
    ...changes,
  };
}

/** A measured phase of these routes, its counts their sums, but for the changes. */
export function measuredPhase(
  phase: string,
  routes: readonly RouteMeasurement[],
  changes: Partial<PhaseMeasurement> = {},
): PhaseMeasurement {
  const sum = (value: (route: RouteMeasurement) => number): number =>
    routes.reduce((total, route) => total + value(route), 0);
  return {
    phase,
    measured: true,
    seconds: 4,
    complete: true,
    sent: sum((route) => route.sent),
    answered: sum((route) => route.answered),
    lost: sum((route) => route.lost),
    discarded: sum((route) => route.discarded),
    timeouts: sum((route) => route.timeouts),
    inFlight: sum((route) => route.inFlight),
    unmatched: 0,
    reconnects: 0,
    health: { loopDelayP99Ms: 1, busyShare: 0.1, stealShare: 0, foreignShare: 0, pacedRate: null },
    routes,
    ...changes,
  };
}
