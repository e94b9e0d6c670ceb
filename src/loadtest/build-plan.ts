import type { LoadPlan, PlannedPhase, PlannedRequest } from './load-plan.js';
import { seededRandom, shuffled } from './random.js';
import type { PhaseDeal } from './route-shares.js';
import type { ScenarioRoute } from './scenario.js';

const seed = 20_181_115;
// Longer than a busy machine stands still, shorter than the phases.
const timeoutMs = 3_000;

export interface PlanInput {
  readonly url: string;
  readonly routes: readonly ScenarioRoute[];
  /** Paths of each route. */
  readonly variants: readonly (readonly string[])[];
  readonly deals: readonly PhaseDeal[];
  readonly headers: Readonly<Record<string, string>>;
  readonly keys: readonly string[];
}

/** Every request of every connection, in an order that is random but the same in every run. */
export function buildPlan(input: PlanInput): LoadPlan {
  const random = seededRandom(seed);
  // Variants and keys go round from phase to phase, so each is asked equally often over the run.
  const turns = input.routes.map(() => 0);
  const next = (route: number): PlannedRequest => {
    const turn = turns[route] ?? 0;
    turns[route] = turn + 1;
    const paths = input.variants[route] ?? [];
    const key = input.keys.length === 0 ? null : turn % input.keys.length;
    return { route, path: paths[turn % Math.max(1, paths.length)] ?? '/', key };
  };
  const deal = ({ phase, counts, connections, deckLength }: PhaseDeal): PlannedPhase => {
    const requests = shuffled(
      counts.flatMap((count, route) => Array.from({ length: count }, () => next(route))),
      random,
    );
    const decks = Array.from({ length: connections }, (_, connection) =>
      requests.slice(connection * deckLength, (connection + 1) * deckLength),
    );
    const { name, measured, seconds, rate } = phase;
    return { name, measured, seconds, rate, decks };
  };
  return {
    url: input.url,
    routes: input.routes.map(({ route, expectedStatus }) => ({
      route,
      method: route.slice(0, route.indexOf(' ')),
      expectedStatus,
    })),
    headers: input.headers,
    keys: input.keys,
    phases: input.deals.map(deal),
    timeoutMs,
  };
}
