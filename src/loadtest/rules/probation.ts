import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
import type { RouteName, RoutePolicy } from '../../contracts/route-policy.js';
import type { Inventory } from '../inventory.js';
import { type Evidence, type Judgement, judgement, judgementOf } from './evidence.js';

const youthDays = 7;
const dayMs = 86_400_000;

/**
 * A route has a lower limit than the others in its first days: the one that took the API down in
 * 2018 was a day old, and nobody knew yet what people would do with it.
 */
export function judgeProbation({ inventory, at }: Pick<Evidence, 'inventory' | 'at'>): Judgement {
  if (inventory === null) return judgement({});
  const usual = usualLimit(inventory);
  return judgementOf(
    [...inventory].flatMap(([route, policy]) => {
      const age = policy === null ? Number.NaN : ageDays(policy, at);
      return policy !== null && age < youthDays ? [checkOf(route, policy, age, usual)] : [];
    }),
  );
}

function ageDays({ since }: RoutePolicy, at: number): number {
  return Math.max(0, (at - Date.parse(`${since}T00:00:00Z`)) / dayMs);
}

/** The lowest limit of a route that is not on probation, requests a second; null when none has one. */
function usualLimit(inventory: Inventory): number | null {
  const rates = [...inventory.values()].flatMap((policy) =>
    policy && !policy.probation && policy.limit.keyed ? [asked(policy.limit.keyed)] : [],
  );
  return rates.length === 0 ? null : Math.min(...rates);
}

function asked(limit: NonNullable<RoutePolicy['limit']['keyed']>): number {
  return limit.requests / limit.windowSeconds;
}

function checkOf(
  route: RouteName,
  { probation, limit }: RoutePolicy,
  age: number,
  usual: number | null,
): LoadtestCheck {
  const lower = limit.keyed !== null && (usual === null || asked(limit.keyed) < usual);
  const days = Math.floor(age);
  const old = days === 1 ? '1 day' : `${days} days`;
  const held = limit.keyed
    ? `${limit.keyed.requests} requests in ${limit.keyed.windowSeconds} s`
    : 'no limit';
  return {
    rule: 'probation',
    route,
    phase: null,
    outcome: probation && lower ? 'pass' : 'fail',
    limit: `a lower limit in its first ${youthDays} days`,
    observed: `${old} old, ${held}`,
    message: messageOf(route, old, probation, lower),
    runbook: 'runbooks/probation.md',
  };
}

function messageOf(route: RouteName, old: string, probation: boolean, lower: boolean): string {
  if (!probation) {
    return `${route} is ${old} old and not on probation: what people will do with it is not known yet, and nothing holds them back.`;
  }
  return lower
    ? `${route} is ${old} old and has a lower limit than the other routes.`
    : `${route} is on probation, and its limit is no lower than that of the other routes.`;
}
