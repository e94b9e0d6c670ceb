import { type LoadtestReport, loadtestSchema } from '../contracts/loadtest-report.js';
import { CatopsError } from '../platform/errors.js';
import type { LoadtestEvent } from './events.js';
import { findingsOf, judge, verdictOf } from './judge.js';
import type { LoadPlan } from './load-plan.js';
import type { LoadMeasurement, TargetReader } from './ports.js';
import { type PreparedRun, prepareRun } from './prepare-run.js';
import { reportRoute, reportTotals } from './report-routes.js';
import { type Judgement, judgement, withoutOutcome } from './rules/evidence.js';
import { compareQueryCounts, readQueryCounters } from './rules/second-source.js';
import type { RunLoadtestDeps, RunLoadtestInput } from './run-input.js';
import { secondsOf } from './scale-phases.js';
import { checkValidity } from './validity.js';
import { waitUntilReady } from './wait-until-ready.js';

export type { RunLoadtestDeps, RunLoadtestInput } from './run-input.js';

/**
 * Reads what the API says of itself, sends the scenario's load, and judges by thresholds, coverage
 * and uncached routes. Throws CatopsError `scenario-invalid` before anything is sent when scenario
 * and API do not fit, `target-unreachable` when nothing ever answers, `target-not-an-api` when what
 * answers has no OpenAPI document. Aborted during the load, it returns what was measured until then;
 * aborted before, it rejects with the signal's reason.
 */
export async function runLoadtest(
  deps: RunLoadtestDeps,
  input: RunLoadtestInput,
  onEvent: (event: LoadtestEvent) => void,
  signal: AbortSignal,
): Promise<LoadtestReport> {
  const { url, started } = input.target;
  const startedAt = new Date(deps.clock.now()).toISOString();
  if (started) {
    onEvent({ type: 'waiting', url });
    await waitUntilReady(deps.target, deps.clock, signal);
  }
  const prepared = await prepareRun(deps, input, signal);
  onEvent(plannedEvent(input, prepared.plan));
  const before = await readCounters(deps.metrics);
  const measurement = await deps.generator.run(prepared.plan, onEvent, signal);
  const after = signal.aborted ? null : await readCounters(deps.metrics);
  if (!signal.aborted) {
    onEvent({ type: 'judging' });
    refuseSilence(url, measurement);
  }
  const judged = signal.aborted ? null : judgeRun(deps, input, prepared, measurement);
  const doubts =
    before && after && started && prepared.inventory
      ? compareQueryCounts(measurement, prepared.inventory, before, after)
      : [];
  return reportOf(deps, input, startedAt, measurement, judged, doubts);
}

function judgeRun(
  deps: RunLoadtestDeps,
  input: RunLoadtestInput,
  prepared: PreparedRun,
  measurement: LoadMeasurement,
): Judgement {
  const plannedByPhase = new Map(
    prepared.plan.phases.flatMap(({ name, rate, seconds }) =>
      rate === null ? [] : [[name, rate * seconds] as const],
    ),
  );
  const { broken, untimed, remarks } = checkValidity(measurement, plannedByPhase);
  const judged = judge({
    scenario: input.scenario.scenario,
    inventory: prepared.inventory,
    phases: measurement.phases.filter(({ measured }) => measured),
    plannedByPhase,
    untimed,
    coverageMinimum: prepared.coverageMinimum,
    coldPaths: prepared.coldPaths,
    diagnostics: input.diagnosticsToken !== null,
    merge: deps.generator.merge,
  });
  // What broken sums or a dead generator would say of the API is worth nothing, also a no.
  if (broken.length > 0) {
    const checks = withoutOutcome(judged.checks, 'Not known: the measurement is broken.');
    return judgement({ checks, undecided: broken });
  }
  return { ...judged, remarks: [...remarks, ...judged.remarks] };
}

function reportOf(
  deps: RunLoadtestDeps,
  { scenario: { scenario }, target: { url, started, uncached, died } }: RunLoadtestInput,
  startedAt: string,
  measurement: LoadMeasurement,
  judged: Judgement | null,
  doubts: readonly string[],
): LoadtestReport {
  const phases = measurement.phases.filter(({ measured }) => measured);
  return {
    schema: loadtestSchema,
    verdict: judged === null ? 'interrupted' : verdictOf(judged),
    scenario: scenario.name,
    target: { url, started, uncached },
    startedAt,
    measuredSeconds: secondsOf(phases),
    totals: reportTotals(phases),
    routes: scenario.routes.map(({ route }) => reportRoute(route, phases, deps.generator.merge)),
    checks: judged?.checks ?? [],
    failures: findingsOf(judged?.checks ?? [], 'fail'),
    warnings: findingsOf(judged?.checks ?? [], 'warn'),
    excused: scenario.excuse,
    doubts: [
      ...[died() ?? []].flat(),
      ...(judged?.undecided ?? []),
      ...(judged?.remarks ?? []),
      ...doubts,
    ],
  };
}

function plannedEvent({ scenario: { scenario } }: RunLoadtestInput, plan: LoadPlan): LoadtestEvent {
  const open = plan.phases.every(({ rate }) => rate !== null);
  return {
    type: 'planned',
    scenario: scenario.name,
    url: plan.url,
    phases: plan.phases.map(({ name, measured, seconds, rate, decks }) => ({
      phase: name,
      measured,
      seconds,
      rate,
      connections: rate === null ? decks.length : null,
    })),
    routes: plan.routes.map(({ route }) => route),
    keys: plan.keys.length,
    seconds: secondsOf(plan.phases),
    requests: open
      ? plan.phases.reduce((sum, { rate, seconds }) => sum + (rate ?? 0) * seconds, 0)
      : null,
  };
}

// The second source is a courtesy of the target: without it the run goes on.
async function readCounters(
  metrics: TargetReader | null,
): Promise<ReadonlyMap<string, number> | null> {
  try {
    const reply = await metrics?.get('/metrics');
    return reply?.status === 200 ? readQueryCounters(reply.text) : null;
  } catch {
    return null;
  }
}

function refuseSilence(url: string, measurement: LoadMeasurement): void {
  const sent = measurement.phases.reduce((sum, phase) => sum + phase.sent, 0);
  const answered = measurement.phases.some((phase) => phase.answered > 0);
  if (measurement.crashed !== null || answered) return;
  throw new CatopsError('target-unreachable', `${url} answered none of ${sent} requests.`);
}
