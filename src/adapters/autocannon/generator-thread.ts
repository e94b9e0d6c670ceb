import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import type { LoadPlan } from '../../loadtest/load-plan.js';
import { prepareHistograms } from './histogram.js';
import { Pulse } from './pulse.js';
import { createRequestWriter } from './request-bytes.js';
import { runPhase } from './run-phase.js';
import type { ThreadCommand, ThreadMessage } from './thread-messages.js';

// Autocannon runs in a thread of its own: whatever it throws where nobody can catch it, only this
// thread dies, and whatever draws the progress cannot delay the load.
const plan = workerData as LoadPlan;
const stopping = new AbortController();
const send = (message: ThreadMessage): void => parentPort?.postMessage(message);

await prepareHistograms();
const pulse = new Pulse(performance.now());
const write = createRequestWriter(plan);

parentPort?.on('message', (command: ThreadCommand) => {
  if (command.type === 'stop') stopping.abort();
  else void work(command.index);
});
send({ type: 'ready' });

async function work(index: number): Promise<void> {
  const tell = (progress: Extract<ThreadMessage, { type: 'progress' }>['progress']): void =>
    send({ type: 'progress', progress });
  const phase = await runPhase({ plan, index, write, pulse, signal: stopping.signal }, tell);
  send({ type: 'phase', phase });
}
