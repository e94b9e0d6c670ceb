import type { LoadtestCheck } from '../contracts/loadtest-report.js';
import { createAbortWatch } from './abort-watch.js';
import type { LoadtestEvent, PhaseOutline } from './events.js';
import type { LoadPlan } from './load-plan.js';
import type { MeasuredRun } from './measured-run.js';
import type { LoadMeasurement, TargetReader } from './ports.js';
import { prepareRun } from './prepare-run.js';
import { probeAfter } from './probes/probe-after.js';
import { requestsOf } from './rate.js';
import { compareQueryCounts, readQueryCounters } from './rules/second-source.js';
import type { RunLoadtestDeps, RunLoadtestInput } from './run-input.js';
import { secondsOf } from './scale-phases.js';
import { waitUntilReady } from './wait-until-ready.js';

/**
 * Reads what the API says of itself and sends the scenario's load. Throws CatopsError
 * `scenario-invalid` before anything is sent when scenario and API do not fit, `target-unreachable`
 * or `target-not-an-api` when the API cannot be read. Aborted during the load, it returns what was
 * measured until then; aborted before, it rejects with the signal's reason.
 */
export async function measureRun(
  deps: RunLoadtestDeps,
  input: RunLoadtestInput,
  onEvent: (event: LoadtestEvent) => void,
  signal: AbortSignal,
): Promise<MeasuredRun> {
  const { url, started, uncached, died } = input.target;
  const startedAt = new Date(deps.clock.now()).toISOString();
  if (started) {
    onEvent({ type: 'waiting', url });
    await waitUntilReady(deps.target, deps.clock, signal);
  }
  const prepared = await prepareRun(deps, input, signal);
  const { plan, inventory, coverageMinimum, coldPaths } = prepared;
  const planned = plan.phases.map(outlineOf);
  onEvent(plannedEvent(input, plan, planned));
  const before = await readCounters(deps.metrics);
  await deps.clock.sleep(Math.max(0, (input.startAt ?? 0) - deps.clock.now()), signal);
  const loadStartedAt = deps.clock.now();
  const stopping = new AbortController();
  const watch = createAbortWatch(input.scenario.scenario, () => stopping.abort());
  const show = (event: LoadtestEvent): void => {
    watch.see(event);
    onEvent(event);
  };
  const either = AbortSignal.any([signal, stopping.signal]);
  const measurement = await deps.generator.run(plan, show, either);
  const after = signal.aborted ? null : await readCounters(deps.metrics);
  const doubts =
    before && after && started && inventory
      ? compareQueryCounts(measurement, inventory, before, after)
      : [];
  // A target that was stopped for is not asked for more.
  const probed = await probeAfter(deps, input, { prepared, measurement }, onEvent, either);
  const compared = (await compareAfter(deps, measurement, either)) ?? [];
  return {
    scenario: input.scenario,
    shard: input.shard,
    target: { url, started, uncached, died: died() },
    startedAt,
    loadStartedAt,
    inventory,
    diagnostics: input.diagnosticsToken !== null,
    planned,
    coverageMinimum,
    coldPaths,
    measurement,
    probed: [...probed.checks, ...compared],
    stopped: watch.broken,
    interrupted: signal.aborted,
    faults: [],
    untimed: [],
    doubts: [...doubts, ...probed.remarks],
  };
}

// Of an API that answers nothing there is nothing to compare.
async function compareAfter(
  { compare }: RunLoadtestDeps,
  measurement: LoadMeasurement,
  signal: AbortSignal,
): Promise<readonly LoadtestCheck[] | undefined> {
  const answers = measurement.phases.some((phase) => phase.answered > 0);
  return answers && !signal.aborted ? compare?.(signal) : undefined;
}

function outlineOf({
  name,
  measured,
  seconds,
  rate,
  connections,
}: LoadPlan['phases'][number]): PhaseOutline {
  return { phase: name, measured, seconds, rate, connections };
}

function plannedEvent(
  { scenario: { scenario } }: RunLoadtestInput,
  plan: LoadPlan,
  phases: readonly PhaseOutline[],
): LoadtestEvent {
  const planned = phases.map(({ rate, seconds }) => rate && requestsOf(rate, seconds));
  return {
    type: 'planned',
    scenario: scenario.name,
    url: plan.url,
    phases,
    routes: plan.routes.map(({ route }) => route),
    keys: plan.keys.length,
    seconds: secondsOf(phases),
    requests: planned.includes(null)
      ? null
      : planned.reduce<number>((sum, requests) => sum + (requests ?? 0), 0),
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
