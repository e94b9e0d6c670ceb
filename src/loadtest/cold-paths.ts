import type { RouteName } from '../contracts/route-policy.js';
import type { PhaseDeal } from './route-shares.js';
import type { ScenarioRoute } from './scenario.js';
import { pathsOf, type Variant } from './variants.js';

/**
 * Paths of each route that are asked for the first time while it is measured: those had to be
 * fetched once. A closed phase may come to all there are.
 */
export function coldPathsOf(
  routes: readonly Pick<ScenarioRoute, 'route'>[],
  variants: readonly (readonly Variant[])[],
  deals: readonly PhaseDeal[],
): ReadonlyMap<RouteName, number> {
  const firstMeasured = deals.findIndex(({ phase }) => phase.measured);
  return new Map(
    routes.map(({ route }, index) => {
      const all = variants[index] ?? [];
      const warm = asked(deals.slice(0, firstMeasured), index);
      const total = asked(deals, index);
      return [route, pathsOf(all.slice(0, total)).size - pathsOf(all.slice(0, warm)).size];
    }),
  );
}

function asked(deals: readonly PhaseDeal[], route: number): number {
  return deals.reduce((sum, { phase, counts }) => {
    const count = counts[route] ?? 0;
    return sum + (phase.rate === null && count > 0 ? Number.POSITIVE_INFINITY : count);
  }, 0);
}
