import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBufferedAccessLog } from '../infra/access-log/buffered-access-log.js';
import { createLogFiles } from '../infra/access-log/log-files.js';
import { LogShipper } from '../infra/access-log/log-shipper.js';
import { ShippingLoop } from '../infra/access-log/shipping-loop.js';
import { openObjects } from '../infra/objects/open-objects.js';
import { nameProcess } from '../infra/process-name.js';
import type { LogOptions } from './log-records.js';

// A process that does nothing but write the access log and move its files, as fast as it can, until
// it is killed. Its clock runs so fast that hours pass all the time. Whenever records were written
// it says how many, so that whoever kills it knows what must not be lost.
import { notedFailures } from './noted-failures.js';

const options = JSON.parse(process.argv[2] ?? '') as LogOptions;
const started = performance.now();
const clock = {
  now: () => Math.floor(options.epoch + (performance.now() - started) * options.speed),
  monotonic: () => performance.now(),
  sleep: async (ms: number, signal?: AbortSignal) => {
    await sleep(ms, undefined, signal ? { signal } : {});
  },
};
const { directory, life } = options;
const failures = notedFailures(
  (event, fields) => void process.stderr.write(`${event} ${JSON.stringify(fields)}\n`),
);
const name = nameProcess(process.pid);
const accessLog = createBufferedAccessLog({
  files: createLogFiles({ directory, process: name, fileBytes: options.fileBytes, clock }),
  failures,
  clock,
  limits: { maxBytes: options.bufferBytes, flushBytes: 4096, flushEveryMs: 3 },
});
const location = { kind: 'directory', path: options.objects } as const;
const objects = openObjects(location, { process: name, now: () => Date.now() });
// What is left behind is judged by real time: the fast clock is that of the records only.
const real = { now: () => Date.now(), monotonic: clock.monotonic };
const shipper = new LogShipper({
  directory,
  objects,
  waitingBytes: 2 ** 30,
  clock: real,
  failures,
});
const loop = new ShippingLoop({
  pass: (signal) => shipper.pass(signal),
  clock,
  everyMs: 5,
  random: Math.random,
});
if (options.ships) loop.start();

let said = 0;
for (let number = 0; number < options.records; ) {
  for (let each = 0; each < 20 && number < options.records; each += 1, number += 1) {
    accessLog.write({
      ...{ v: 1, ts: new Date(clock.now()).toISOString(), method: 'GET', status: 200 },
      ...{ route: 'GET /v1/images/{image_id}', latency_ms: 1, bytes: 100, api_key_id: null },
      ...{ cache: 'hit', db_queries: 0, cause: null, image_id: `${life}.${number}` },
    });
  }
  await sleep(1);
  if (accessLog.counts.written === said) continue;
  said = accessLog.counts.written;
  writeSync(1, `${said}\n`);
}
await accessLog.close();
if (options.ships) await loop.stop(10_000);
writeSync(1, `${JSON.stringify(accessLog.counts)}\n`);
