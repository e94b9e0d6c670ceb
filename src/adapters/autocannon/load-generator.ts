import { performance } from 'node:perf_hooks';
import { clearTimeout, setTimeout } from 'node:timers';
import type { LoadEvent } from '../../loadtest/events.js';
import type { LoadPlan, PlannedPhase } from '../../loadtest/load-plan.js';
import type { LoadGenerator, PhaseMeasurement } from '../../loadtest/ports.js';
import { messageOf } from '../../platform/errors.js';
import { mergeDistributions } from './histogram.js';
import { mergeParts, mergeProgress } from './merge-phases.js';
import type { EncodedPhase, ThreadProgress } from './thread-messages.js';
import { startTeam, type ThreadTeam } from './thread-team.js';

// A phase ends by its plan; these are for one that hangs.
const spareMs = 15_000;
const stopMs = 2_000;

/**
 * Autocannon in worker threads. `threadFile` is the built `generator-thread.js`; `threads` of them
 * share the load, one when it is not said.
 */
export function createAutocannonGenerator(options: {
  readonly threadFile: URL;
  readonly threads?: number;
}): LoadGenerator {
  return {
    run: async (plan, onEvent, signal) => {
      const phases: PhaseMeasurement[] = [];
      if (signal.aborted) return { phases, crashed: null, gaveUp: null };
      let team: ThreadTeam | undefined;
      try {
        team = await startTeam(options.threadFile, plan, options.threads ?? 1);
        const gaveUp = await runPlan({ team, plan, onEvent, signal }, phases);
        return { phases, crashed: null, gaveUp };
      } catch (error) {
        return { phases, crashed: messageOf(error), gaveUp: null };
      } finally {
        await team?.close();
      }
    },
    merge: mergeDistributions,
  };
}

interface PlanRun {
  readonly team: ThreadTeam;
  readonly plan: LoadPlan;
  readonly onEvent: (event: LoadEvent) => void;
  readonly signal: AbortSignal;
}

// Adds each phase when it has ended; returns why the target was given up on, or null.
async function runPlan(run: PlanRun, phases: PhaseMeasurement[]): Promise<string | null> {
  for (const [index, phase] of run.plan.phases.entries()) {
    const parts = await runPhase(run, index, phase);
    if (parts === null) return null;
    phases.push(mergeParts(parts));
    const gaveUp = parts.find((part) => part.gaveUp !== null);
    if (gaveUp || run.signal.aborted) return gaveUp?.gaveUp ?? null;
  }
  return null;
}

// Null when it was told to stop and could not be waited for longer.
async function runPhase(
  { team, plan, onEvent, signal }: PlanRun,
  index: number,
  phase: PlannedPhase,
): Promise<readonly EncodedPhase[] | null> {
  const { name, measured, seconds, rate, connections } = phase;
  const outline = { phase: name, measured, seconds, rate, connections };
  onEvent({ type: 'phase-start', index, phases: plan.phases.length, ...outline });
  const start = performance.now();
  const progress = (all: readonly ThreadProgress[]) =>
    mergeProgress(phase, index, (performance.now() - start) / 1000, all);
  let latest: readonly ThreadProgress[] = [];
  const limitMs = seconds * 1000 + plan.timeoutMs + spareMs;
  const work = team.run(index, limitMs, (all) => {
    latest = all;
    onEvent({ type: 'progress', ...progress(all) });
  });
  const parts = await orAfterStop(work, team, signal);
  if (parts !== null) onEvent({ type: 'phase-end', ...progress(latest) });
  return parts;
}

async function orAfterStop<T>(
  work: Promise<T>,
  team: ThreadTeam,
  signal: AbortSignal,
): Promise<T | null> {
  let abort = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<null>((resolve) => {
    abort = () => {
      team.stop();
      timer = setTimeout(() => resolve(null), stopMs);
    };
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
