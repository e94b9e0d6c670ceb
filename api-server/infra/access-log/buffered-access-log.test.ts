import { expect, it } from 'vitest';
import type { AccessLogRecord } from '../../../src/contracts/access-log.js';
import { notedFailures } from '../../testing/noted-failures.js';
import { type BufferLimits, createBufferedAccessLog } from './buffered-access-log.js';

const record = (ts = '2018-11-15T21:20:00.000Z'): AccessLogRecord => ({
  ...{ v: 1, ts, method: 'GET', route: 'GET /v1/breeds', status: 200, latency_ms: 1.5 },
  ...{ bytes: 10, api_key_id: null, cache: 'hit', db_queries: 0 },
  ...{ cause: null, image_id: null },
});

function started(limits: Partial<BufferLimits> = {}) {
  const appended: [hour: string, lines: number][] = [];
  const finished: (string | undefined)[] = [];
  const complaints: unknown[] = [];
  const disk = { broken: false, gate: Promise.resolve() };
  const time = { now: 0, epoch: Date.UTC(2018, 10, 15, 21, 20) };
  let busy = 0;
  const log = createBufferedAccessLog({
    files: {
      async append(hour, lines) {
        busy += 1;
        expect(busy).toBe(1);
        await disk.gate;
        busy -= 1;
        if (disk.broken) throw new Error('no space');
        appended.push([hour, lines.toString().split('\n').length - 1]);
      },
      finish: async (except) => void finished.push(except),
    },
    failures: notedFailures((event, fields) => complaints.push([event, fields])),
    clock: { monotonic: () => time.now, now: () => time.epoch },
    limits: { maxBytes: 1_000_000, flushBytes: 1_000_000, flushEveryMs: 60_000, ...limits },
  });
  return { log, appended, finished, complaints, disk, time };
}

it('writes everything at the end, by the hour of each request', async () => {
  const { log, appended, finished, time } = started();
  time.epoch = Date.UTC(2018, 10, 15, 22);
  log.write(record('2018-11-15T21:59:59.999Z'));
  log.write(record('2018-11-15T22:00:00.000Z'));
  log.write(record('2018-11-15T22:00:00.001Z'));
  await log.close();
  expect(appended).toEqual([
    ['2018-11-15T21', 1],
    ['2018-11-15T22', 2],
  ]);
  expect([finished[0], finished.at(-1)]).toEqual(['2018-11-15T22', undefined]);
  expect(log.counts).toEqual({ written: 3, dropped: 0 });
});

it('writes early when there is much, one append at a time', async () => {
  const { log, appended } = started({ flushBytes: 1000 });
  for (let index = 0; index < 100; index += 1) {
    log.write(record());
    if (index % 10 === 0) await Promise.resolve();
  }
  await log.close();
  expect(appended.length).toBeGreaterThan(1);
  expect(log.counts).toEqual({ written: 100, dropped: 0 });
});

it('appends what comes while it writes in its own time, not a few lines at once', async () => {
  const { log, appended, disk } = started({ flushBytes: 300 });
  let open = () => {};
  disk.gate = new Promise((resolve) => {
    open = resolve;
  });
  for (let index = 0; index < 3; index += 1) log.write(record());
  open();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(appended.map(([, lines]) => lines)).toEqual([2]);
  log.write(record());
  await expect.poll(() => appended.map(([, lines]) => lines)).toEqual([2, 2]);
  await log.close();
  expect(log.counts).toEqual({ written: 4, dropped: 0 });
});

it('keeps every character of a line, however long it is', async () => {
  let kept = '';
  const log = createBufferedAccessLog({
    files: {
      append: async (_hour, lines) => {
        kept += lines;
      },
      finish: async () => {},
    },
    failures: notedFailures(() => {}),
    clock: { monotonic: () => 0, now: () => 0 },
  });
  const routes = ['é', '🐈', '\u2028', 'a'].map((text) => text.repeat(7000));
  for (const route of routes) log.write({ ...record(), route });
  await log.close();
  const lines = kept.split('\n').slice(0, -1);
  expect(lines.map((line) => JSON.parse(line).route)).toEqual(routes);
});

it('writes after a while without being asked', async () => {
  const { log, appended } = started({ flushEveryMs: 5 });
  log.write(record());
  await expect.poll(() => appended.length).toBe(1);
  await log.close();
});

it('drops and counts what does not fit while the disk is slow', async () => {
  const { log, disk, complaints } = started({ flushBytes: 500, maxBytes: 2000 });
  let open = () => {};
  disk.gate = new Promise((resolve) => {
    open = resolve;
  });
  for (let index = 0; index < 100; index += 1) log.write(record());
  open();
  await log.close();
  const { written, dropped } = log.counts;
  expect(written + dropped).toBe(100);
  expect(dropped).toBeGreaterThan(80);
  expect(complaints).toHaveLength(1);
});

it('says once a minute what it dropped, with the count of all', async () => {
  const { log, disk, complaints, time } = started({ maxBytes: 300, flushEveryMs: 1 });
  disk.broken = true;
  const tick = () => new Promise((resolve) => setTimeout(resolve, 10));
  for (const now of [0, 30_000, 59_999, 60_000]) {
    time.now = now;
    log.write(record());
    log.write(record());
    await tick();
  }
  expect(complaints).toEqual([
    ['access-log-unwritable', { error: new Error('no space'), dropped: 0 }],
    ['access-log-unwritable', { error: new Error('no space'), dropped: 6 }],
  ]);
  await log.close();
});

it('tries a broken disk again when the time has come, not with each request', async () => {
  const { log, appended, disk, complaints } = started({ flushBytes: 300 });
  disk.broken = true;
  const tick = () => new Promise((resolve) => setImmediate(resolve));
  log.write(record());
  log.write(record());
  await tick();
  expect(complaints).toHaveLength(1);
  disk.broken = false;
  for (let index = 0; index < 5; index += 1) {
    log.write(record());
    await tick();
  }
  expect(appended).toEqual([]);
  await log.close();
  expect(log.counts).toEqual({ written: 7, dropped: 0 });
});

it('writes at the end also what comes while it writes for the last time', async () => {
  const { log, disk } = started();
  const gates: (() => void)[] = [];
  const wait = () => {
    disk.gate = new Promise((resolve) => gates.push(resolve));
  };
  wait();
  log.write(record());
  const closed = log.close();
  log.write(record());
  gates[0]?.();
  wait();
  await expect.poll(() => log.counts.written).toBe(1);
  log.write(record());
  gates[1]?.();
  await closed;
  expect(log.counts).toEqual({ written: 3, dropped: 0 });
});

it('keeps what a broken disk does not take, and writes it in order after that', async () => {
  const { log, appended, disk } = started({ flushEveryMs: 1 });
  disk.broken = true;
  log.write(record('2018-11-15T21:59:59.999Z'));
  await new Promise((resolve) => setTimeout(resolve, 10));
  log.write(record('2018-11-15T22:00:00.000Z'));
  disk.broken = false;
  await log.close();
  expect(appended).toEqual([
    ['2018-11-15T21', 1],
    ['2018-11-15T22', 1],
  ]);
  expect(log.counts).toEqual({ written: 2, dropped: 0 });
});

it('counts as dropped what no disk took until the end', async () => {
  const { log, disk, complaints } = started();
  disk.broken = true;
  log.write(record());
  await log.close();
  expect(log.counts).toEqual({ written: 0, dropped: 1 });
  expect(complaints).toHaveLength(1);
});
