import { CatopsError } from '../platform/errors.js';
import type { Inventory } from './inventory.js';
import { busiestWindow, type PhaseDeal } from './route-shares.js';
import type { ScenarioFile } from './scenario.js';

// Beside the load, a key may ask for feeds and the OpenAPI document.
const readsBeside = 5;
const mostKeys = 1000;

/** Keys over which the load has to be spread, so that no key reaches a limit of the target. */
export function keysNeeded(
  file: ScenarioFile,
  deals: readonly PhaseDeal[],
  inventory: Inventory | null,
): number {
  const needed = file.scenario.routes.map(({ route }, index) => {
    const limit = inventory?.get(route)?.limit.keyed;
    if (!limit) return 1;
    const most = busiestWindow(deals, index, limit.windowSeconds) + readsBeside;
    return Math.ceil(most / Math.max(1, limit.requests));
  });
  return Math.min(mostKeys, Math.max(1, ...needed));
}

/**
 * Refuses a load that would reach the target's limits, as `scenario-invalid`: the test would
 * measure the limiter and not the API.
 */
export function refuseLimitedLoad(
  file: ScenarioFile,
  deals: readonly PhaseDeal[],
  inventory: Inventory | null,
  keys: number,
): void {
  for (const [index, { route }] of file.scenario.routes.entries()) {
    const policy = inventory?.get(route)?.limit;
    const limit = keys > 0 ? policy?.keyed : policy?.keyless;
    if (!limit) continue;
    const most = busiestWindow(deals, index, limit.windowSeconds) + readsBeside;
    const each = Math.ceil(most / Math.max(1, keys));
    if (each <= limit.requests) continue;
    const sent =
      most === Number.POSITIVE_INFINITY
        ? 'a closed phase sends as fast as it can'
        : `the phases send ${each} requests in ${limit.windowSeconds} s ${keys > 0 ? `to each of ${keys} keys` : 'without a key'}`;
    throw new CatopsError(
      'scenario-invalid',
      `${file.locate(['routes', route])} ${route}: ${sent}, and the target allows ${limit.requests}: the limiter would be measured, not the API.`,
      { hint: 'Lower the rates, or spread the load over more keys.' },
    );
  }
}
