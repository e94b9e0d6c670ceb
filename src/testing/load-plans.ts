import { divide } from '../loadtest/divide.js';
import type { LoadPlan, PlannedPhase } from '../loadtest/load-plan.js';
import { type Rate, requestsOf, steadyRate } from '../loadtest/rate.js';

/** A measured open phase in which three routes are asked equally often. */
export function openPhase(perSecond: number | Rate, seconds: number): PlannedPhase {
  const rate = typeof perSecond === 'number' ? steadyRate(perSecond) : perSecond;
  const counts = divide(requestsOf(rate, seconds), [1, 1, 1]);
  return { name: 'open', measured: true, seconds, rate, connections: null, counts };
}

/** A measured closed phase; `counts` are by route. */
export function closedPhase(
  connections: number,
  seconds: number,
  counts: readonly number[] = [10, 10, 10],
): PlannedPhase {
  return { name: 'closed', measured: true, seconds, rate: null, connections, counts };
}

/** A plan that asks `/a`, `/b` and `/c`, without keys and headers but for the changes. */
export function planOf(
  url: string,
  phases: readonly PlannedPhase[],
  changes: Partial<LoadPlan> = {},
): LoadPlan {
  const routes = ['/a', '/b', '/c'].map((path) => ({
    route: `GET ${path}` as const,
    method: 'GET',
    expectedStatus: 200,
    variants: [{ path }],
  }));
  return {
    url,
    routes,
    phases,
    headers: {},
    keys: [],
    timeoutMs: 2000,
    giveUpMs: 1000,
    verifyTls: true,
    share: { index: 0, total: 1 },
    ...changes,
  };
}
