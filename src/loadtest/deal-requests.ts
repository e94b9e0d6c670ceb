import type { LoadPlan, PlannedRequest } from './load-plan.js';
import { seededRandom } from './random.js';

const seed = 20_181_115;

/**
 * The requests of one phase, one at each call, in an order that is random but the same in every
 * run: every route as often as planned, its variants and the keys in turn. Nothing is prepared ahead,
 * so a long phase needs no more memory than a short one.
 */
export function dealRequests(plan: LoadPlan, phaseIndex: number): () => PlannedRequest {
  const { index, total } = plan.share;
  const phase = plan.phases[phaseIndex];
  if (phase === undefined) throw new RangeError(`the plan has no phase ${phaseIndex}`);
  const random = seededRandom(seed + phaseIndex);
  // Variants and keys go round from phase to phase, so each is asked equally often over the run.
  const turns = plan.routes.map((_, route) =>
    plan.phases.slice(0, phaseIndex).reduce((sum, { counts }) => sum + (counts[route] ?? 0), 0),
  );
  let remaining: number[] = [];
  let left = 0;

  const draw = (): PlannedRequest => {
    if (left === 0) {
      remaining = [...phase.counts];
      left = remaining.reduce((sum, count) => sum + count, 0);
    }
    const route = routeAt(remaining, Math.floor(random() * left));
    remaining[route] = (remaining[route] ?? 0) - 1;
    left--;
    const turn = turns[route] ?? 0;
    turns[route] = turn + 1;
    const variants = plan.routes[route]?.variants.length ?? 1;
    const key = plan.keys.length === 0 ? null : turn % plan.keys.length;
    return { route, variant: turn % variants, key };
  };
  // The requests of other shares are drawn too: all shares deal from one order.
  const skip = (count: number): void => {
    for (let n = 0; n < count; n++) draw();
  };
  let ahead = index;
  return () => {
    skip(ahead);
    ahead = total - 1;
    return draw();
  };
}

// Which route holds the n-th of the remaining requests: like drawing from a shuffled deck.
function routeAt(remaining: readonly number[], n: number): number {
  let before = 0;
  for (let route = 0; route < remaining.length; route++) {
    before += remaining[route] ?? 0;
    if (n < before) return route;
  }
  throw new RangeError('a phase needs at least one request to deal');
}
