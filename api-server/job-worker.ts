import process from 'node:process';
import { CatopsError, exitCodes, messageOf } from '../src/platform/errors.js';
import { systemClock } from '../src/platform/node-host.js';
import { createLineLog } from './infra/log.js';
import { openJobWiring } from './job-wiring.js';
import { workOff } from './jobs/work-off.js';
import { readConfig } from './read-config.js';
import { onParentGone } from './supervision/on-parent-gone.js';
import type { SupervisorToWorker, WorkerToSupervisor } from './worker-messages.js';

// Entry of the process that does what is queued: mail, deliveries. It speaks to its supervisor as an
// API process does, and ends when that one has gone.

const stop = new AbortController();
// Ctrl-C reaches every process of the terminal: the supervisor decides what it means.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => stop.abort());
onParentGone(() => process.exit(exitCodes.interrupted));
process.on('message', (message: SupervisorToWorker) => {
  if (message.type === 'stop') stop.abort();
});

try {
  const log = createLineLog(process.stderr, systemClock);
  const threadFile = new URL('./sqlite-thread.js', import.meta.url);
  const wiring = await openJobWiring(readConfig(process.env), { threadFile, log });
  await tell({ type: 'ready' });
  await workOff(wiring.deps, stop.signal);
  await wiring.close();
  process.exit(exitCodes.ok);
} catch (error) {
  const known = error instanceof CatopsError ? error : undefined;
  if (!known) process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  const { code = 'server-start-failed', hint } = known ?? {};
  const message = known?.message ?? `The job process could not start: ${messageOf(error)}.`;
  await tell({ type: 'failed', code, message, ...(hint === undefined ? {} : { hint }) });
  process.exit(exitCodes[known?.exit ?? 'upstream']);
}

function tell(message: WorkerToSupervisor): Promise<void> {
  return new Promise((sent) => {
    if (process.connected && process.send) process.send(message, undefined, {}, () => sent());
    else sent();
  });
}
