import type { LoadtestFinding } from '../../contracts/loadtest-report.js';
import type { RoutePolicy } from '../../contracts/route-policy.js';
import { formatFigure } from '../../presentation/figures.js';
import { poolOf, queriesPerRequest } from '../pool.js';
import type { ScenarioRoute } from '../scenario.js';
import { type Evidence, type Judgement, judgement } from './evidence.js';

const enoughReplies = 20;

/**
 * No route asks the database more often than its budget allows. What has to be fetched once is not
 * held against a route, and it must still be over its budget in the last phase: a cache that was
 * only filling is not by then.
 */
export function judgeUncached(evidence: Evidence): Judgement {
  const failures: LoadtestFinding[] = [];
  const silent: string[] = [];
  for (const route of evidence.scenario.routes) {
    const policy = evidence.inventory?.get(route.route) ?? null;
    const budget = route.dbQueriesPerRequest ?? policy?.budget.dbQueriesPerRequest;
    if (budget === undefined) continue;
    const over = overBudget(evidence, route, budget);
    if (over === 'silent') silent.push(route.route);
    else if (over !== null) failures.push(finding(route, policy, budget, over));
  }
  if (silent.length === 0) return judgement({ failures });
  const who = silent.length === 1 ? silent[0] : `${silent.length} routes`;
  const text = `${who} did not tell how many database queries a reply took, so uncached routes cannot be found there.`;
  // Without a diagnostics token nothing else could be expected; with one it is a fault.
  return evidence.diagnostics
    ? judgement({ failures, undecided: [text] })
    : judgement({ failures, remarks: [text] });
}

function overBudget(
  evidence: Evidence,
  { route }: ScenarioRoute,
  budget: number,
): number | null | 'silent' {
  const all = poolOf(evidence.phases, route, evidence.merge);
  const figure = queriesPerRequest(all);
  if (figure === null) return all.expected > 0 ? 'silent' : null;
  const allowed = budget * all.queriesTold + (evidence.coldPaths.get(route) ?? 0);
  if (all.queries <= allowed) return null;
  const last = poolOf(evidence.phases.slice(-1), route, evidence.merge);
  const steady = last.queriesTold >= enoughReplies ? queriesPerRequest(last) : figure;
  return steady !== null && steady > budget ? figure : null;
}

function finding(
  { route }: ScenarioRoute,
  policy: RoutePolicy | null,
  budget: number,
  figure: number,
): LoadtestFinding {
  const often = figure >= 0.9 ? 'on every request' : 'far too often';
  return {
    rule: 'uncached',
    route,
    phase: null,
    limit: `${budget} queries a request`,
    observed: `${formatFigure(figure)} queries a request`,
    message: `${route} asks the database ${often}, so a rush on this one route overwhelms the database and with it every route.`,
    runbook: `runbooks/${policy?.runbook ?? 'uncached-route'}.md`,
  };
}
