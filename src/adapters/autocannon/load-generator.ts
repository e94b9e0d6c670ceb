import { clearTimeout, setTimeout } from 'node:timers';
import { Worker } from 'node:worker_threads';
import type { LoadEvent } from '../../loadtest/events.js';
import type { LoadPlan } from '../../loadtest/load-plan.js';
import type { LoadGenerator, LoadMeasurement, PhaseMeasurement } from '../../loadtest/ports.js';
import { messageOf } from '../../platform/errors.js';
import { decodeDistribution, mergeDistributions } from './histogram.js';
import type { EncodedPhase, ThreadCommand, ThreadMessage } from './thread-messages.js';

// The thread ends by its plan; these are for one that hangs.
const spareMs = 15_000;
const stopMs = 2_000;

/** Autocannon in a worker thread. `threadFile` is the built `generator-thread.js`. */
export function createAutocannonGenerator(options: { readonly threadFile: URL }): LoadGenerator {
  return {
    run: (plan, onEvent, signal) => runInThread(options.threadFile, plan, onEvent, signal),
    merge: mergeDistributions,
  };
}

async function runInThread(
  threadFile: URL,
  plan: LoadPlan,
  onEvent: (event: LoadEvent) => void,
  signal: AbortSignal,
): Promise<LoadMeasurement> {
  const phases: PhaseMeasurement[] = [];
  const worker = new Worker(threadFile, { workerData: plan, execArgv: [] });
  worker.on('message', (message: ThreadMessage) => {
    if (message.type === 'event') onEvent(message.event);
    if (message.type === 'phase') phases.push(decodePhase(message.phase));
  });
  try {
    const plannedMs = plan.phases.reduce((sum, phase) => sum + phase.seconds * 1000, 0);
    const crashed = await ended(worker, plannedMs + spareMs, signal);
    return { phases, crashed };
  } finally {
    await worker.terminate();
  }
}

// Null when the thread came to its end, or was told to stop and could not be waited for longer.
async function ended(worker: Worker, limitMs: number, signal: AbortSignal): Promise<string | null> {
  const timers = new Set<NodeJS.Timeout>();
  let abort = (): void => undefined;
  const reason = await new Promise<string | null>((resolve) => {
    const resolveAfter = (ms: number, why: string | null): void => {
      timers.add(setTimeout(() => resolve(why), ms));
    };
    abort = () => {
      worker.postMessage({ type: 'stop' } satisfies ThreadCommand);
      resolveAfter(stopMs, null);
    };
    worker.on('message', (message: ThreadMessage) => {
      if (message.type === 'done') resolve(null);
    });
    worker.on('error', (error) => resolve(messageOf(error)));
    worker.on('exit', () => resolve('it ended before its plan'));
    resolveAfter(limitMs, 'it did not end in time');
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
  for (const timer of timers) clearTimeout(timer);
  signal.removeEventListener('abort', abort);
  return reason;
}

function decodePhase(phase: EncodedPhase): PhaseMeasurement {
  const sum = (key: BalanceKey): number =>
    phase.routes.reduce((total, route) => total + route[key], 0);
  return {
    ...phase,
    sent: sum('sent'),
    answered: sum('answered'),
    lost: sum('lost'),
    discarded: sum('discarded'),
    timeouts: sum('timeouts'),
    inFlight: sum('inFlight'),
    routes: phase.routes.map((route) => ({
      ...route,
      latency: decodeDistribution(route.latency),
      serviceTime: decodeDistribution(route.serviceTime),
    })),
  };
}

type BalanceKey = 'sent' | 'answered' | 'lost' | 'discarded' | 'timeouts' | 'inFlight';
