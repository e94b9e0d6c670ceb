import { pid } from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../../src/platform/node-host.js';
import { Failures } from '../../failures/failures.js';
import type { Log } from '../../ports.js';
import { release } from '../../release.js';
import { openObjects } from '../objects/open-objects.js';
import { nameProcess } from '../process-name.js';
import { LogShipper } from './log-shipper.js';
import type { ShipperData, ShipperReply, ShipperRequest } from './shipper-messages.js';
import { ShippingLoop } from './shipping-loop.js';

// Entry of the thread that moves log files: reading, compressing, hashing and loading the SDK of a
// vendor hold up this event loop and not the one that hands out connections. Measured on a file of
// 64 MB: that one is busy for 0.7 s when it does this itself, and for 0.02 s beside this thread.

const { directory, objects: location, waitingBytes, everyMs } = workerData as ShipperData;
const tell = (message: ShipperReply): void => parentPort?.postMessage(message);
const log: Log = {
  error: (event, fields) => tell({ type: 'log', level: 'error', event, fields }),
  info: (event, fields) => tell({ type: 'log', level: 'info', event, fields }),
};

const { now } = systemClock;
const objects = openObjects(location, { process: nameProcess(pid), now });
const failures = new Failures({ log, clock: systemClock, release });
const shipper = new LogShipper({ directory, objects, waitingBytes, clock: systemClock, failures });
const { random } = Math;
const loop = new ShippingLoop({
  clock: systemClock,
  everyMs,
  random,
  async pass(signal) {
    const isDone = await shipper.pass(signal);
    tell({ type: 'state', state: shipper.state });
    return isDone;
  },
});

parentPort?.on('message', ({ withinMs }: ShipperRequest) => {
  void loop.stop(withinMs).then(() => parentPort?.close());
});
loop.start();
