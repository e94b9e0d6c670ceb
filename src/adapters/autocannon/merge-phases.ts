import type { PhaseProgress, RouteProgress } from '../../loadtest/events.js';
import type { PlannedPhase } from '../../loadtest/load-plan.js';
import { addBalances, mergePhase } from '../../loadtest/merge-measurements.js';
import type { PhaseMeasurement, RouteMeasurement } from '../../loadtest/ports.js';
import { decodeDistribution, decodeWhenAsked, mergeDistributions } from './histogram.js';
import type { EncodedRoute } from './route-meter.js';
import type { EncodedSecond } from './second-meter.js';
import type { EncodedPhase, ThreadProgress } from './thread-messages.js';

/** One phase out of what each thread measured of it. */
export function mergeParts(parts: readonly EncodedPhase[]): PhaseMeasurement {
  return mergePhase(parts.map(decodePhase), true, mergeDistributions);
}

function decodePhase({ gaveUp: _gaveUp, ...phase }: EncodedPhase): PhaseMeasurement {
  const routes = phase.routes.map(decodeRoute);
  return { ...phase, ...addBalances(routes), routes };
}

function decodeRoute(route: EncodedRoute): RouteMeasurement {
  return {
    ...route,
    latency: decodeDistribution(route.latency),
    serviceTime: decodeDistribution(route.serviceTime),
    seconds: route.seconds.map(({ count, ...part }: EncodedSecond) => ({
      ...part,
      latency: decodeWhenAsked(part.latency, count),
    })),
  };
}

/** The progress of a phase out of that of each thread. */
export function mergeProgress(
  phase: PlannedPhase,
  index: number,
  elapsedSeconds: number,
  parts: readonly ThreadProgress[],
): PhaseProgress {
  const latency = decodeDistribution(parts.map((part) => part.latency));
  const at = (quantile: number): number | null =>
    latency.count === 0 ? null : latency.valueAtQuantile(quantile) / 1000;
  const routes = (parts[0]?.routes ?? []).map((first, route): RouteProgress => {
    const same = parts.flatMap((part) => part.routes[route] ?? []);
    const slowest = same.flatMap(({ slowestMs }) => slowestMs ?? []);
    const slowestMs = slowest.length === 0 ? null : Math.max(...slowest);
    return { route: first.route, ...addCounts(same), slowestMs };
  });
  return {
    phase: phase.name,
    index,
    elapsedSeconds,
    ...addCounts(routes),
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    routes,
  };
}

type Counts = Pick<RouteProgress, 'sent' | 'answered' | 'errors'>;

function addCounts(parts: readonly Counts[]): Counts {
  const add = (key: keyof Counts): number => parts.reduce((sum, part) => sum + part[key], 0);
  return { sent: add('sent'), answered: add('answered'), errors: add('errors') };
}
