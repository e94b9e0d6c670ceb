import { divide, divideAbove } from './divide.js';
import { requestsBySecond, requestsOf } from './rate.js';
import type { ScenarioPhase, ScenarioRoute } from './scenario.js';

/** Requests by which each connection of a closed phase comes round to the weights again. */
const closedRound = 30;

/** How the requests of one phase are dealt out to the routes. */
export interface PhaseDeal {
  readonly phase: ScenarioPhase;
  /** Requests by route: of the whole of an open phase; of each round of a closed one. */
  readonly counts: readonly number[];
}

/**
 * How many requests each route gets in a phase, by weight. A warm-up asks each route at least once
 * for each of its variants, so that what is measured later is not the filling of caches.
 */
export function dealPhase(
  phase: ScenarioPhase,
  routes: readonly ScenarioRoute[],
  variants: readonly number[],
): PhaseDeal {
  const { rate, seconds, connections } = phase;
  const total = rate === null ? (connections ?? 1) * closedRound : requestsOf(rate, seconds);
  const weights = routes.map((route) => route.weight);
  const counts = phase.measured ? divide(total, weights) : divideAbove(total, weights, variants);
  return { phase, counts };
}

/** Requests of one route in all measured open phases. */
export function measuredRequests(deals: readonly PhaseDeal[], route: number): number {
  return deals
    .filter(({ phase }) => phase.measured && phase.rate !== null)
    .reduce((sum, { counts }) => sum + (counts[route] ?? 0), 0);
}

/** Most requests of one route in any `windowSeconds`; Infinity when a closed phase leaves it open. */
export function busiestWindow(
  deals: readonly PhaseDeal[],
  route: number,
  windowSeconds: number,
): number {
  const seconds = deals.flatMap((deal) => routeBySecond(deal, route));
  if (seconds.includes(Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
  let inWindow = 0;
  let most = 0;
  for (const [index, count] of seconds.entries()) {
    inWindow += count - (seconds[index - windowSeconds] ?? 0);
    most = Math.max(most, inWindow);
  }
  return Math.ceil(most - 1e-9);
}

function routeBySecond({ phase, counts }: PhaseDeal, route: number): number[] {
  const { rate, seconds } = phase;
  const count = counts[route] ?? 0;
  if (rate === null) {
    const open = count > 0 ? Number.POSITIVE_INFINITY : 0;
    return Array.from({ length: seconds }, () => open);
  }
  const total = counts.reduce((sum, each) => sum + each, 0);
  return requestsBySecond(rate, seconds).map((requests) => (requests * count) / total);
}
