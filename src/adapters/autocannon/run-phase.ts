import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import type { LoadEvent, PhaseOutline, PhaseProgress } from '../../loadtest/events.js';
import type { LoadPlan, PlannedPhase } from '../../loadtest/load-plan.js';
import { drivePhase } from './drive.js';
import { watchHealth } from './generator-health.js';
import { Meter } from './meter.js';
import type { EncodedPhase } from './thread-messages.js';

const progressEveryMs = 250;

/** Sends and measures one phase; settles soon after the signal is aborted. */
export async function runPhase(
  plan: LoadPlan,
  index: number,
  phase: PlannedPhase,
  tell: (event: LoadEvent) => void,
  signal: AbortSignal,
): Promise<EncodedPhase> {
  const meter = new Meter(plan, phase);
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  tell({ type: 'phase-start', index, phases: plan.phases.length, ...outlineOf(phase) });
  const healthOf = watchHealth();
  const ticker = setInterval(
    () => tell({ type: 'progress', ...progressOf(meter, phase, index, elapsed()) }),
    progressEveryMs,
  );
  try {
    await drivePhase(plan, phase, meter, signal);
  } finally {
    clearInterval(ticker);
  }
  const took = elapsed();
  const health = healthOf();
  tell({ type: 'phase-end', ...progressOf(meter, phase, index, took) });
  return {
    phase: phase.name,
    measured: phase.measured,
    // An open phase ends between two sends, so its planned time is the time its rate is over.
    seconds: phase.rate === null || signal.aborted ? took : phase.seconds,
    complete: !signal.aborted,
    health,
    ...meter.finish(),
  };
}

function outlineOf(phase: PlannedPhase): PhaseOutline {
  return {
    phase: phase.name,
    measured: phase.measured,
    seconds: phase.seconds,
    rate: phase.rate,
    connections: phase.rate === null ? phase.decks.length : null,
  };
}

function progressOf(
  meter: Meter,
  phase: PlannedPhase,
  index: number,
  elapsedSeconds: number,
): PhaseProgress {
  const { progress } = meter;
  const at = (percentile: number): number | null =>
    progress.totalCount === 0 ? null : progress.getValueAtPercentile(percentile) / 1000;
  const routes = meter.routes.map(({ name, sent, answered, errors }) => ({
    route: name,
    sent,
    answered,
    errors,
  }));
  const sum = (key: 'sent' | 'answered' | 'errors'): number =>
    routes.reduce((total, route) => total + route[key], 0);
  return {
    phase: phase.name,
    index,
    elapsedSeconds,
    sent: sum('sent'),
    answered: sum('answered'),
    errors: sum('errors'),
    p50Ms: at(50),
    p95Ms: at(95),
    routes,
  };
}
