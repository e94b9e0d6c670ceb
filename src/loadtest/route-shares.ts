import { divide, divideAbove } from './divide.js';
import type { ScenarioPhase, ScenarioRoute } from './scenario.js';

/** A connection is given at most this many prepared requests, or preparing them delays the load. */
const longestDeck = 30;

/** How one phase is dealt out to its connections. */
export interface PhaseDeal {
  readonly phase: ScenarioPhase;
  readonly connections: number;
  /** Requests each connection holds; it starts again when they run out. */
  readonly deckLength: number;
  /** Requests by route in all decks together. */
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
  const connections = phase.rate ?? phase.connections ?? 1;
  const deckLength = phase.rate === null ? longestDeck : Math.min(longestDeck, phase.seconds);
  const total = connections * deckLength;
  const weights = routes.map((route) => route.weight);
  const counts = phase.measured ? divide(total, weights) : divideAbove(total, weights, variants);
  return { phase, connections, deckLength, counts };
}

/** Requests of one route a second in an open phase. */
export function requestsASecond(deal: PhaseDeal, route: number): number {
  return (deal.counts[route] ?? 0) / deal.deckLength;
}

/** Requests of one route in all measured open phases. */
export function measuredRequests(deals: readonly PhaseDeal[], route: number): number {
  return deals
    .filter(({ phase }) => phase.measured && phase.rate !== null)
    .reduce((sum, deal) => sum + requestsASecond(deal, route) * deal.phase.seconds, 0);
}

/** Most requests of one route in any `windowSeconds`; Infinity when a closed phase leaves it open. */
export function busiestWindow(
  deals: readonly PhaseDeal[],
  route: number,
  windowSeconds: number,
): number {
  const seconds = deals.flatMap((deal) => {
    const count = requestsASecond(deal, route);
    const rate = deal.phase.rate === null && count > 0 ? Number.POSITIVE_INFINITY : count;
    return Array.from({ length: deal.phase.seconds }, () => rate);
  });
  if (seconds.includes(Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
  let inWindow = 0;
  let most = 0;
  for (const [index, count] of seconds.entries()) {
    inWindow += count - (seconds[index - windowSeconds] ?? 0);
    most = Math.max(most, inWindow);
  }
  return Math.ceil(most - 1e-9);
}
