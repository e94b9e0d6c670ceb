import { clearTimeout, setTimeout } from 'node:timers';
import { Worker } from 'node:worker_threads';
import type { FailureLog, Log, LogShipping, ShippingState } from '../../ports.js';
import { nothingShipped } from './log-shipper.js';
import type { ShipperData, ShipperReply, ShipperRequest } from './shipper-messages.js';

const restartMs = 5000;
/** What a thread is given to end, over what it was told. */
const graceMs = 500;

/** Starts the thread. One that dies is started again: what it was at waits in files. */
export function startShipper(options: {
  /** The built `log-shipper-thread.js`. */
  readonly threadFile: URL;
  readonly data: ShipperData;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly failures: FailureLog;
}): LogShipping {
  const { threadFile, data, env, log, failures } = options;
  let ended: ShippingState = nothingShipped;
  let present: ShippingState = nothingShipped;
  let worker: Worker | undefined;
  let restart: NodeJS.Timeout | undefined;
  let stopping = false;

  function start(): void {
    const thread = new Worker(threadFile, { workerData: data, env, execArgv: [] });
    worker = thread;
    thread.on('message', (reply: ShipperReply) => {
      if (reply.type === 'state') present = reply.state;
      else log[reply.level](reply.event, reply.fields);
    });
    thread.on('error', (error) => failures.note('access-log-shipper-failed', error));
    thread.once('exit', () => {
      worker = undefined;
      ended = { ...nothingShipped, ...counters(ended, present) };
      present = { ...present, shippedFiles: 0, droppedRecords: 0 };
      if (!stopping) restart = setTimeout(start, restartMs);
    });
  }

  start();
  return {
    get state() {
      return { ...present, ...counters(ended, present) };
    },
    async stop(withinMs) {
      stopping = true;
      clearTimeout(restart);
      const thread = worker;
      if (!thread) return;
      const exited = new Promise((resolve) => thread.once('exit', resolve));
      thread.postMessage({ type: 'stop', withinMs } satisfies ShipperRequest);
      const late = setTimeout(() => void thread.terminate(), withinMs + graceMs);
      await exited;
      clearTimeout(late);
    },
  };
}

/** What is counted adds up; what waits is as it was last seen. */
function counters(a: ShippingState, b: ShippingState) {
  return {
    shippedFiles: a.shippedFiles + b.shippedFiles,
    droppedRecords: a.droppedRecords + b.droppedRecords,
  };
}
