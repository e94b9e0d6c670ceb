import { expect, it } from 'vitest';
import type { AccessLogRecord } from '../../../src/contracts/access-log.js';
import { type BufferLimits, createBufferedAccessLog } from './buffered-access-log.js';

const record = (ts = '2018-11-15T21:20:00.000Z'): AccessLogRecord => ({
  ...{ v: 1, ts, method: 'GET', route: 'GET /v1/breeds', status: 200, latency_ms: 1.5 },
  ...{ bytes: 10, api_key_id: null, cache: 'hit', db_queries: 0 },
  ...{ cause: null, image_id: null },
});

function started(limits: Partial<BufferLimits> = {}) {
  const appended: [partition: string, lines: number][] = [];
  const complaints: unknown[] = [];
  const disk = { broken: false, gate: Promise.resolve() };
  const time = { now: 0 };
  let busy = 0;
  const log = createBufferedAccessLog({
    files: {
      async append(partition, text) {
        busy += 1;
        expect(busy).toBe(1);
        await disk.gate;
        busy -= 1;
        if (disk.broken) throw new Error('no space');
        appended.push([partition, text.split('\n').length - 1]);
      },
    },
    log: { error: (event, fields) => complaints.push([event, fields]), info: () => {} },
    clock: { monotonic: () => time.now },
    limits: { maxBytes: 1_000_000, flushBytes: 1_000_000, flushEveryMs: 60_000, ...limits },
  });
  return { log, appended, complaints, disk, time };
}

it('writes everything at the end, by the hour of each request', async () => {
  const { log, appended } = started();
  log.write(record('2018-11-15T21:59:59.999Z'));
  log.write(record('2018-11-15T22:00:00.000Z'));
  log.write(record('2018-11-15T22:00:00.001Z'));
  await log.close();
  expect(appended).toEqual([
    ['dt=2018-11-15/hour=21', 1],
    ['dt=2018-11-15/hour=22', 2],
  ]);
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

it('survives a broken disk, says so once a minute, and goes on after it', async () => {
  const { log, disk, complaints, time } = started({ flushBytes: 1 });
  disk.broken = true;
  for (const now of [0, 30_000, 59_999, 60_000]) {
    time.now = now;
    log.write(record());
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(complaints).toHaveLength(2);
  disk.broken = false;
  log.write(record());
  await log.close();
  expect(log.counts).toEqual({ written: 1, dropped: 4 });
});
