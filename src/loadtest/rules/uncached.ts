import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
import { formatFigure } from '../../presentation/figures.js';
import { poolOf, queriesPerRequest } from '../pool.js';
import type { ScenarioRoute } from '../scenario.js';
import { type Evidence, type Judgement, judgement } from './evidence.js';
import { type Slope, slopeOf } from './slope.js';

const enoughReplies = 20;

/**
 * No route asks the database more often than its budget allows. Where the phases have three rates or
 * more, what counts is what each further request costs. Elsewhere what has to be fetched once is not
 * held against a route, and it must still be over its budget in the last phase: a cache that was
 * only filling is not by then.
 */
export function judgeUncached(evidence: Evidence): Judgement {
  const checks = evidence.scenario.routes.flatMap((route) => checkOf(evidence, route) ?? []);
  const silent = checks.filter(({ observed }) => observed === null);
  if (silent.length === 0) return judgement({ checks });
  const who = silent.length === 1 ? silent[0]?.route : `${silent.length} routes`;
  const text = `${who} ${untold}.`;
  return judgement({ checks, [evidence.diagnostics ? 'undecided' : 'remarks']: [text] });
}

const untold =
  'did not tell how many database queries a reply took, so uncached routes cannot be found there';

/** Null where no budget is declared, or no reply as expected could keep it. */
function checkOf(evidence: Evidence, listed: ScenarioRoute): LoadtestCheck | null {
  const { route } = listed;
  const policy = evidence.inventory?.get(route) ?? null;
  const budget = listed.dbQueriesPerRequest ?? policy?.budget.dbQueriesPerRequest;
  if (budget === undefined) return null;
  const all = poolOf(evidence.phases, route, evidence.merge);
  const figure = queriesPerRequest(all);
  if (figure === null && all.expected === 0) return null;
  const common = {
    rule: 'uncached',
    route,
    phase: null,
    limit: `${budget} queries a request`,
    runbook: `runbooks/${policy?.runbook ?? 'uncached-route'}.md`,
  } as const;
  if (figure === null) {
    // Without a diagnostics token nothing else could be expected; with one it is a fault.
    const outcome = evidence.diagnostics ? 'undecided' : 'warn';
    return { ...common, outcome, observed: null, message: `${route} ${untold}.` };
  }
  const slope = decisiveSlope(evidence, listed, budget);
  const over = slope ? slope.low > budget : overBudget(evidence, listed, budget, figure);
  return {
    ...common,
    outcome: over ? 'fail' : 'pass',
    observed: `${formatFigure(figure)} queries a request${slope ? `, ${slopeText(slope)}` : ''}`,
    message: over
      ? `${route} asks the database ${figure >= 0.9 ? 'on every request' : 'far too often'}, so a rush on this one route overwhelms the database and with it every route.`
      : `${route} asks the database no more often than its budget allows.`,
  };
}

/** What a further request costs, where that is known well enough to be within the budget or not. */
function decisiveSlope(
  { phases, merge }: Evidence,
  { route }: ScenarioRoute,
  budget: number,
): Slope | null {
  const slope = slopeOf(
    phases.map((phase) => {
      const { queriesTold: requests, queries } = poolOf([phase], route, merge);
      return { requests, queries };
    }),
  );
  return slope && (slope.low > budget || slope.high <= budget) ? slope : null;
}

function slopeText({ each, low, high, steps }: Slope): string {
  const [middle, from, to] = [each, low, high].map((value) => formatFigure(Math.max(0, value)));
  return `${middle} each further one (${from} to ${to}, ${steps} rates)`;
}

function overBudget(
  evidence: Evidence,
  { route }: ScenarioRoute,
  budget: number,
  figure: number,
): boolean {
  const all = poolOf(evidence.phases, route, evidence.merge);
  const allowed = budget * all.queriesTold + (evidence.coldPaths.get(route) ?? 0);
  if (all.queries <= allowed) return false;
  const last = poolOf(evidence.phases.slice(-1), route, evidence.merge);
  const steady = last.queriesTold >= enoughReplies ? queriesPerRequest(last) : figure;
  return steady !== null && steady > budget;
}
