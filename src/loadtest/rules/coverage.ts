import type { LoadtestFinding } from '../../contracts/loadtest-report.js';
import type { RouteName } from '../../contracts/route-policy.js';
import { poolOf } from '../pool.js';
import { type Evidence, type Judgement, judgement } from './evidence.js';

/**
 * Every operation the API publishes was answered as expected often enough, or is excused: the
 * route that took the API down in 2018 was new, and no test knew it.
 */
export function judgeCoverage(evidence: Evidence): Judgement {
  const { inventory, scenario, phases, coverageMinimum } = evidence;
  if (inventory === null) {
    return judgement({
      remarks: ['The target did not say which routes it serves, so coverage is not known.'],
    });
  }
  const excused = new Set<string>(scenario.excuse.map(({ route }) => route));
  const listed = new Set<string>(scenario.routes.map(({ route }) => route));
  const failures = [...inventory.keys()].flatMap((route): LoadtestFinding[] => {
    if (excused.has(route)) return [];
    const { expected } = poolOf(phases, route, evidence.merge);
    if (expected >= coverageMinimum) return [];
    return [finding(route, listed.has(route), expected, coverageMinimum)];
  });
  return judgement({ failures });
}

function finding(
  route: RouteName,
  listed: boolean,
  expected: number,
  minimum: number,
): LoadtestFinding {
  const message = listed
    ? `${route} was answered as expected ${expected} times, too few to know anything about it.`
    : `${route} is served by the API, but no scenario tests it: add it to routes, or excuse it with a reason.`;
  return {
    rule: 'coverage',
    route,
    phase: null,
    limit: `>= ${minimum} replies`,
    observed: `${expected} replies`,
    message,
    runbook: null,
  };
}
