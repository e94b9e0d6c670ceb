import { parentPort, workerData } from 'node:worker_threads';
import type { LoadPlan } from '../../loadtest/load-plan.js';
import { prepareHistograms } from './histogram.js';
import { runPhase } from './run-phase.js';
import type { ThreadCommand, ThreadMessage } from './thread-messages.js';

// Autocannon runs in a thread of its own: an answer nothing asked for makes it throw where nobody
// can catch, and then only this thread dies. Whatever draws the progress cannot delay the load.
const plan = workerData as LoadPlan;
const stopping = new AbortController();
const send = (message: ThreadMessage): void => parentPort?.postMessage(message);

parentPort?.on('message', (command: ThreadCommand) => {
  if (command.type === 'stop') stopping.abort();
});

await prepareHistograms();
for (const [index, phase] of plan.phases.entries()) {
  if (stopping.signal.aborted) break;
  const tell = (event: Extract<ThreadMessage, { type: 'event' }>['event']): void =>
    send({ type: 'event', event });
  send({ type: 'phase', phase: await runPhase(plan, index, phase, tell, stopping.signal) });
}
send({ type: 'done' });
parentPort?.close();
