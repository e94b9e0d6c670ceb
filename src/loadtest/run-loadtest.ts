import type { LoadtestReport } from '../contracts/loadtest-report.js';
import { CatopsError } from '../platform/errors.js';
import type { LoadtestEvent } from './events.js';
import { judgeRun } from './judge-run.js';
import { maskData, maskError } from './mask-secrets.js';
import { measureRun } from './measure-run.js';
import type { MeasuredRun } from './measured-run.js';
import type { RunLoadtestDeps, RunLoadtestInput } from './run-input.js';
import { refuseSilence } from './target-silent.js';

export type { RunLoadtestDeps, RunLoadtestInput } from './run-input.js';

/**
 * Sends the scenario's load as {@link measureRun} does, keeps what was measured, and judges it.
 * Throws `TargetSilent` when the load was sent and nothing ever answered.
 */
export async function runLoadtest(
  deps: RunLoadtestDeps,
  input: RunLoadtestInput,
  onEvent: (event: LoadtestEvent) => void,
  signal: AbortSignal,
): Promise<LoadtestReport> {
  const run = await measureMasked(deps, input, onEvent, signal);
  const lost = await keepRun(deps, run);
  if (!run.interrupted) onEvent({ type: 'judging' });
  const doubts = [...run.doubts, ...lost];
  const report = judgeRun({ ...run, doubts }, deps.generator.merge);
  if (!run.interrupted) refuseSilence(run.measurement, report);
  return report;
}

/** What {@link measureRun} answers or throws, without the secrets of the scenario. */
export async function measureMasked(
  deps: RunLoadtestDeps,
  input: RunLoadtestInput,
  onEvent: (event: LoadtestEvent) => void,
  signal: AbortSignal,
): Promise<MeasuredRun> {
  const { secrets } = input.scenario;
  const measured = await measureRun(deps, input, onEvent, signal).catch((error: unknown) => {
    throw maskError(error, secrets);
  });
  return withoutSecrets(measured, secrets);
}

// Paths and answers told by a probe, or by whatever went wrong, may hold values of the environment.
function withoutSecrets(run: MeasuredRun, secrets: readonly string[]): MeasuredRun {
  const { measurement, probed, faults, untimed, doubts } = run;
  return {
    ...run,
    measurement: { ...measurement, crashed: maskData(measurement.crashed, secrets) },
    ...maskData({ probed, faults, untimed, doubts }, secrets),
  };
}

async function keepRun({ keep }: RunLoadtestDeps, run: MeasuredRun): Promise<string[]> {
  try {
    await keep?.(run);
    return [];
  } catch (error) {
    if (error instanceof CatopsError) return [`The run could not be stored: ${error.message}`];
    throw error;
  }
}
