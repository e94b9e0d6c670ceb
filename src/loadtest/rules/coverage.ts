import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
import type { RouteName } from '../../contracts/route-policy.js';
import { poolOf } from '../pool.js';
import { type Evidence, type Judgement, judgement, judgementOf } from './evidence.js';

/**
 * Every operation the API publishes was answered as expected often enough, or is excused: the
 * route that took the API down in 2018 was new, and no test knew it.
 */
export function judgeCoverage(evidence: Evidence): Judgement {
  const { inventory, scenario, phases, coverageMinimum } = evidence;
  if (coverageMinimum === 0) return judgement({});
  if (inventory === null) {
    const message = 'The target did not say which routes it serves, so coverage is not known.';
    return judgement({
      checks: [{ ...checkOf(null, coverageMinimum), outcome: 'warn', observed: null, message }],
      remarks: [message],
    });
  }
  const excused = new Set<string>(scenario.excuse.map(({ route }) => route));
  const listed = new Set<string>(scenario.routes.map(({ route }) => route));
  const routes = [...inventory.keys()].filter((route) => !excused.has(route));
  return judgementOf(
    routes.map((route) => {
      const { expected } = poolOf(phases, route, evidence.merge);
      const covered = expected >= coverageMinimum;
      return {
        ...checkOf(route, coverageMinimum),
        outcome: covered ? 'pass' : 'fail',
        observed: `${expected} replies`,
        message: messageOf(route, { covered, listed: listed.has(route), expected }),
      };
    }),
  );
}

function checkOf(
  route: RouteName | null,
  minimum: number,
): Omit<LoadtestCheck, 'outcome' | 'observed' | 'message'> {
  const limit = `>= ${minimum} replies`;
  return { rule: 'coverage', route, phase: null, limit, runbook: null };
}

function messageOf(
  route: RouteName,
  { covered, listed, expected }: { covered: boolean; listed: boolean; expected: number },
): string {
  if (covered) return `${route} was answered as expected ${expected} times.`;
  return listed
    ? `${route} was answered as expected ${expected} times, too few to know anything about it.`
    : `${route} is served by the API, but no scenario tests it: add it to routes, or excuse it with a reason.`;
}
