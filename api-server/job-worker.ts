import process from 'node:process';
import { CatopsError, exitCodes } from '../src/platform/errors.js';
import { failedStart } from './failed-start.js';
import { openFailures } from './infra/open-failures.js';
import { openJobWiring } from './job-wiring.js';
import { keepSchedule } from './jobs/keep-schedule.js';
import { whileCounting } from './jobs/while-counting.js';
import { workOff } from './jobs/work-off.js';
import { onCrash } from './on-crash.js';
import { readConfig } from './read-config.js';
import { onParentGone } from './supervision/on-parent-gone.js';
import type { SupervisorToWorker, WorkerToSupervisor } from './worker-messages.js';

// Entry of the process that does what is queued, and queues what is due at set times. It speaks to its
// supervisor as an API process does, and ends when that one has gone.

const stop = new AbortController();
const { failures, log } = openFailures(process.stderr);
onCrash(failures);
// What reaches every process of the terminal or of the service: the supervisor decides what it means.
for (const signal of ['SIGINT', 'SIGUSR2']) process.on(signal, () => {});
process.on('SIGTERM', () => stop.abort());
onParentGone(() => process.exit(exitCodes.interrupted));
process.on('message', (message: SupervisorToWorker) => {
  // In both cases what is under way is finished, and nothing else is taken.
  if (message.type === 'stop' || message.type === 'hand-over') stop.abort();
});

try {
  const threadFile = new URL('./sqlite-thread.js', import.meta.url);
  const wiring = await openJobWiring(readConfig(process.env), { threadFile, log, failures });
  const tellMetrics = (id: number) => tell({ type: 'metrics', id, snapshot: wiring.metrics() });
  process.on('message', (message: SupervisorToWorker) => {
    if (message.type === 'metrics') void tellMetrics(message.id);
  });
  await tell({ type: 'ready' });
  const { deps, givesHere, relay, scheduled } = wiring;
  await whileCounting(deps, () =>
    Promise.all([
      givesHere && workOff(deps, stop.signal),
      relay(stop.signal),
      keepSchedule(scheduled, stop.signal),
    ]),
  );
  await tellMetrics(0);
  await wiring.close();
  failures.close();
  process.exit(exitCodes.ok);
} catch (error) {
  const known = error instanceof CatopsError ? error : undefined;
  if (!known) failures.note('start-failed', error);
  await tell(failedStart('job process', error));
  process.exit(exitCodes[known?.exit ?? 'upstream']);
}

function tell(message: WorkerToSupervisor): Promise<void> {
  return new Promise((sent) => {
    if (process.connected && process.send) process.send(message, undefined, {}, () => sent());
    else sent();
  });
}
