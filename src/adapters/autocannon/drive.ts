import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import type { LoadPlan, PlannedPhase } from '../../loadtest/load-plan.js';
import type { Meter } from './meter.js';

const slotsPerSecond = 50;
// Ends between two sends: on the full second, a fifth of the last ones would be cut off in flight.
const earlyEndSeconds = 0.5;
// Autocannon reconnects to a closed port without a pause; this many refusals end an instance.
const spareErrors = 100;

/** Sends one phase; settles when it is over, or soon after the signal is aborted. */
export async function drivePhase(
  plan: LoadPlan,
  phase: PlannedPhase,
  meter: Meter,
  signal: AbortSignal,
): Promise<void> {
  const runs: autocannon.Run[] = [];
  const stop = (): void => {
    for (const run of runs) run.stop?.();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (phase.rate === null) startClosed(plan, phase, meter, runs);
    else await startStaggered(plan, phase.rate, phase.seconds, meter, runs, signal);
    if (signal.aborted) stop();
    await Promise.all(runs);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function startClosed(
  plan: LoadPlan,
  phase: PlannedPhase,
  meter: Meter,
  runs: autocannon.Run[],
): void {
  const connections = phase.decks.length;
  const bailout = connections * spareErrors;
  runs.push(autocannon({ ...common(plan, meter), connections, duration: phase.seconds, bailout }));
}

// One instance sends all requests of a second at once, so the second is divided among instances
// that start one after another; every connection then sends one request a second.
async function startStaggered(
  plan: LoadPlan,
  rate: number,
  seconds: number,
  meter: Meter,
  runs: autocannon.Run[],
  signal: AbortSignal,
): Promise<void> {
  const slots = Math.min(slotsPerSecond, rate);
  const start = performance.now();
  for (let slot = 0; slot < slots; slot++) {
    const wait = start + (slot * 1000) / slots - performance.now();
    if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const share = Math.floor(rate / slots) + (slot < rate % slots ? 1 : 0);
    runs.push(
      autocannon({
        ...common(plan, meter),
        connections: share,
        overallRate: share,
        duration: seconds - earlyEndSeconds,
        ignoreCoordinatedOmission: true,
        bailout: share * seconds * 2 + spareErrors,
      }),
    );
  }
}

function common(
  plan: LoadPlan,
  meter: Meter,
): Pick<autocannon.Options, 'url' | 'timeout' | 'sampleInt' | 'setupClient'> {
  return {
    url: plan.url,
    timeout: plan.timeoutMs / 1000,
    sampleInt: 200,
    setupClient: meter.setupClient,
  };
}
