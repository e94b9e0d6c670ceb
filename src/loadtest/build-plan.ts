import type { LoadPlan, PlanShare } from './load-plan.js';
import type { PhaseDeal } from './route-shares.js';
import type { ScenarioRoute } from './scenario.js';
import type { Variant } from './variants.js';

// Longer than a busy machine stands still, shorter than the phases.
const timeoutMs = 3_000;
// A target that answers nothing at all for so long is down.
const giveUpMs = 10_000;

export interface PlanInput {
  readonly url: string;
  readonly routes: readonly ScenarioRoute[];
  /** Of each route. */
  readonly variants: readonly (readonly Variant[])[];
  readonly deals: readonly PhaseDeal[];
  readonly headers: Readonly<Record<string, string>>;
  readonly keys: readonly string[];
  /** The part of all that is sent from here; null is all of it. */
  readonly share: PlanShare | null;
  readonly verifyTls: boolean;
}

/** All that is to be sent, and how often; the order is dealt while it is sent. */
export function buildPlan(input: PlanInput): LoadPlan {
  return {
    url: input.url,
    routes: input.routes.map(({ route, expectedStatus, check }, index) => ({
      route,
      method: route.slice(0, route.indexOf(' ')),
      expectedStatus,
      ...(check === null ? {} : { check }),
      variants: input.variants[index] ?? [],
    })),
    headers: input.headers,
    keys: input.keys,
    phases: input.deals.map(({ phase, counts }) => ({ ...phase, counts })),
    timeoutMs,
    giveUpMs,
    verifyTls: input.verifyTls,
    share: input.share ?? { index: 0, total: 1 },
  };
}
