import { type LoadtestReport, loadtestSchema } from '../contracts/loadtest-report.js';
import { isThisMachine } from './is-this-machine.js';
import { findingsOf, judge, verdictOf } from './judge.js';
import type { MeasuredRun } from './measured-run.js';
import type { LoadGenerator } from './ports.js';

import { requestsOf } from './rate.js';

import { reportPhase, reportRoute, reportTotals, reportWhole } from './report-routes.js';

import {
  type Judgement,
  joined,
  judgement,
  judgementOf,
  withoutOutcome,
} from './rules/evidence.js';
import { gaveUpCheck } from './rules/gave-up.js';
import { secondsOf } from './scale-phases.js';
import { checkValidity } from './validity.js';

/** The verdict on a run that was measured, now or long ago, here or by several machines. */
export function judgeRun(run: MeasuredRun, merge: LoadGenerator['merge']): LoadtestReport {
  const { scenario, target, measurement } = run;
  // Stopped after its load, what the load has shown is known.
  const judged = run.interrupted && !isWhole(run) ? null : judgeMeasurement(run, merge);
  const phases = measurement.phases.filter(({ measured }) => measured);
  const { excuse, name, routes } = scenario.scenario;
  return {
    schema: loadtestSchema,
    verdict: judged === null || run.interrupted ? 'interrupted' : verdictOf(judged),
    scenario: name,
    scenarioFile: scenario.file,
    target: { url: target.url, started: target.started, uncached: target.uncached },
    startedAt: run.startedAt,
    measuredSeconds: secondsOf(phases),
    totals: reportTotals(phases),
    phases: phases.map(reportPhase),
    routes: routes.map(({ route }) => reportRoute(route, phases, merge)),
    ...reportWhole(phases, merge),
    checks: judged?.checks ?? [],
    failures: findingsOf(judged?.checks ?? [], 'fail'),
    warnings: findingsOf(judged?.checks ?? [], 'warn'),
    excused: excuse,
    doubts: [
      ...[target.died ?? []].flat(),
      ...(judged?.undecided ?? []),
      ...(judged?.remarks ?? []),
      ...run.doubts,
    ],
  };
}

function isWhole({ planned, measurement: { phases } }: MeasuredRun): boolean {
  return phases.length === planned.length && phases.every(({ complete }) => complete);
}

function judgeMeasurement(run: MeasuredRun, merge: LoadGenerator['merge']): Judgement {
  const { measurement } = run;
  const plannedByPhase = new Map(
    run.planned.flatMap(({ phase, rate, seconds }) =>
      rate === null ? [] : [[phase, requestsOf(rate, seconds)] as const],
    ),
  );
  const { broken, untimed, remarks } = checkValidity(measurement, run.planned, {
    foreign: run.target.started || !isThisMachine(run.target.url),
  });
  const phases = measurement.phases.filter(({ measured }) => measured);
  const timeless = run.untimed.length > 0 ? phases.map(({ phase }) => phase) : [];
  const judged = judge({
    scenario: run.scenario.scenario,
    inventory: run.inventory,
    phases,
    plannedByPhase,
    untimed: new Set([...untimed, ...timeless]),
    coverageMinimum: run.coverageMinimum,
    coldPaths: run.coldPaths,
    diagnostics: run.diagnostics,
    at: Date.parse(run.startedAt),
    merge,
  });
  // What broken sums or a dead generator would say of the API is worth nothing, also a no.
  const faults = [...run.faults, ...broken];
  if (faults.length > 0) {
    const unknown = withoutOutcome(judged.checks, 'Not known: the measurement is broken.');
    return judgement({ checks: [...unknown, ...run.probed], undecided: faults });
  }
  const notes = judgement({ remarks: [...run.untimed, ...remarks] });
  const own = [...gaveUpCheck(measurement.gaveUp), ...[run.stopped ?? []].flat(), ...run.probed];
  const known = run.stopped === null ? judged : { ...judged, checks: uncut(judged.checks) };
  return joined([notes, known, judgementOf(own)]);
}

// A route that was not asked often enough because the load was stopped is not one that nobody tests.
function uncut(checks: Judgement['checks']): Judgement['checks'] {
  return checks.flatMap((check) =>
    check.rule === 'coverage' && check.outcome === 'fail'
      ? withoutOutcome([check], 'Not known: the load was stopped before its end.')
      : [check],
  );
}
