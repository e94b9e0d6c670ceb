import type {
  LatencyFigures,
  LoadtestPhase,
  LoadtestReport,
  LoadtestRoute,
} from '../contracts/loadtest-report.js';
import type { RouteName } from '../contracts/route-policy.js';
import { figureMs } from './percentile.js';
import { cacheHitShare, errorShare, poolOf, queriesPerRequest } from './pool.js';
import type { Distribution, LoadGenerator, PhaseMeasurement } from './ports.js';
import { curveOf, timelineOf } from './timeline.js';

/** The figures of one route over the phases given. */
export function reportRoute(
  route: RouteName,
  phases: readonly PhaseMeasurement[],
  merge: LoadGenerator['merge'],
): LoadtestRoute {
  const pool = poolOf(phases, route, merge);
  return {
    route,
    requests: pool.requests,
    rate: pool.seconds === 0 ? 0 : pool.requests / pool.seconds,
    latency: figuresOf(pool.latency),
    serviceTime: figuresOf(pool.serviceTime),
    errors: errorShare(pool),
    statuses: pool.statuses,
    lost: pool.lost,
    timeouts: pool.timeouts,
    cacheHitShare: cacheHitShare(pool),
    dbQueriesPerRequest: queriesPerRequest(pool),
    timeline: timelineOf(phases, route, merge),
    curve: curveOf(pool.latency, pool.serviceTime),
  };
}

function figuresOf(distribution: Distribution): LatencyFigures {
  return {
    p50: figureMs(distribution, 50),
    p95: figureMs(distribution, 95),
    p99: figureMs(distribution, 99),
  };
}

/** All routes together over the phases given. */
export function reportWhole(
  phases: readonly PhaseMeasurement[],
  merge: LoadGenerator['merge'],
): Pick<LoadtestReport, 'timeline' | 'curve'> {
  const { latency, serviceTime } = poolOf(phases, null, merge);
  return { timeline: timelineOf(phases, null, merge), curve: curveOf(latency, serviceTime) };
}

/** One phase without its routes. */
export function reportPhase(measured: PhaseMeasurement): LoadtestPhase {
  const { phase, seconds, sent, answered, health } = measured;
  return { phase, seconds, sent, answered, ...health };
}

/** The counts of the phases given. */
export function reportTotals(phases: readonly PhaseMeasurement[]): LoadtestReport['totals'] {
  const sum = (key: keyof LoadtestReport['totals']): number =>
    phases.reduce((total, phase) => total + phase[key], 0);
  return {
    sent: sum('sent'),
    answered: sum('answered'),
    lost: sum('lost'),
    timeouts: sum('timeouts'),
    discarded: sum('discarded'),
    inFlight: sum('inFlight'),
    reconnects: sum('reconnects'),
  };
}
