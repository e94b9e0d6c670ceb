import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StateChange } from '../../../alarms/alarm.js';
import { emptyRecord } from '../../../alarms/local/record.js';
import { metricSample } from '../../../alarms/testing/metric-samples.js';
import { systemClock } from '../../../platform/node-host.js';
import { claimWatch, createAlarmBook } from './alarm-book.js';
import { createSampleLog } from './sample-log.js';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'catops-alarms-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const now = Date.UTC(2026, 10, 29, 14);
const clock = { ...systemClock, now: () => now };
const open = () => createAlarmBook({ stateDir: directory, clock });
const change = (minutesAgo: number, more: Partial<StateChange> = {}): StateChange => ({
  name: 'api-down',
  type: 'metric',
  at: new Date(now - minutesAgo * 60_000).toISOString(),
  from: 'OK',
  to: 'ALARM',
  reason: '0 < 1 for 3/3 × 10s',
  value: 0,
  threshold: 1,
  ...more,
});
const all = { type: 'metric', from: '2026-01-01T00:00:00Z' } as const;

it('keeps what it was told for the next process', async () => {
  expect(await open().read()).toEqual(emptyRecord);
  const record = { alarms: {}, owed: [{ change: change(1), since: null }] };
  await open().change(() => record);
  expect(await open().read()).toEqual(record);
  expect(await open().change((same) => same)).toEqual(record);
});

it('lets writers wait for each other, so that no change is lost', async () => {
  const books = [open(), open(), open()];
  const owe = (minutesAgo: number) =>
    books[minutesAgo % 3]?.change(({ alarms, owed }) => ({
      alarms,
      owed: [...owed, { change: change(minutesAgo), since: null }],
    }));
  await Promise.all(Array.from({ length: 9 }, (_, minutesAgo) => owe(minutesAgo)));
  expect((await open().read()).owed).toHaveLength(9);
});

it('keeps a change once, and finds it by type, name and time', async () => {
  const book = open();
  await book.keep([change(30), change(20, { to: 'OK', from: 'ALARM' })]);
  await book.keep([change(20, { to: 'OK', from: 'ALARM' }), change(10, { name: 'overload' })]);
  const found = await book.history(all);
  expect(found.map(({ name, to }) => `${name} ${to}`)).toEqual([
    'api-down ALARM',
    'api-down OK',
    'overload ALARM',
  ]);
  expect(found[0]).toEqual(change(30));
  expect(await book.history({ ...all, name: 'overload' })).toHaveLength(1);
  expect(await book.history({ ...all, type: 'composite' })).toEqual([]);
  const { at: from } = change(20);
  expect(await book.history({ ...all, from, to: change(10).at })).toHaveLength(1);
});

it('steps over a line that a killed process left half, and writes over it', async () => {
  await open().keep([change(30)]);
  const path = join(directory, 'alarms', 'history.jsonl');
  await writeFile(path, `${await readFile(path, 'utf8')}{"v":1,"name":"half`);
  expect(await open().history(all)).toHaveLength(1);
  await open().keep([change(20)]);
  expect(await open().history(all)).toHaveLength(2);
});

it('forgets what is older than 30 days', async () => {
  const days = (count: number) => change(count * 1440);
  await open().keep([days(40), days(33), days(29)]);
  await open().keep([days(1)]);
  const found = await open().history({ type: 'metric', from: '2026-01-01T00:00:00Z' });
  expect(found.map(({ at }) => at)).toEqual([days(29).at, days(1).at]);
});

it('refuses what a newer catops wrote', async () => {
  await open().change(() => ({ alarms: {}, owed: [] }));
  await writeFile(join(directory, 'alarms', 'state.json'), '{"v":99}');
  await expect(open().read()).rejects.toMatchObject({ code: 'format-too-new' });
});

it('lets one process evaluate at a time', async () => {
  const options = { stateDir: directory, clock };
  const watch = await claimWatch(options);
  expect(await claimWatch(options)).toMatchObject({ busy: expect.stringContaining('process ') });
  if ('release' in watch) await watch.release();
  expect(await claimWatch(options)).toHaveProperty('release');
});

it('keeps samples by the day, as many days and bytes as it may, the newest', async () => {
  const metrics = join(directory, 'metrics');
  const at = (text: string) => metricSample({ at: `${text}:00.000Z` });
  const log = createSampleLog({ directory: metrics, days: 2 });
  for (const text of ['2026-11-27T10:00', '2026-11-28T10:00', '2026-11-28T23:59']) {
    await log.append(at(text));
  }
  await log.append(at('2026-11-29T00:00'));
  const again = createSampleLog({ directory: metrics, days: 2 });
  await again.append(at('2026-11-29T00:01'));
  const read = async (from: string, to: string) =>
    (await again.read(Date.parse(from), Date.parse(to))).map((sample) => sample.at.slice(8, 16));
  expect(await read('2026-11-20T00:00Z', '2026-11-28T00:00Z')).toEqual([]);
  expect(await read('2026-11-28T10:00Z', '2026-11-29T00:01Z')).toEqual([
    '28T23:59',
    '29T00:00',
    '29T00:01',
  ]);
  const bytes = JSON.stringify(at('2026-11-29T00:02')).length + 1;
  const small = createSampleLog({ directory: metrics, mostBytes: bytes * 4 });
  for (let minute = 10; minute < 20; minute += 1) await small.append(at(`2026-11-29T00:${minute}`));
  const kept = await read('2026-11-29T00:00Z', '2026-11-29T01:00Z');
  expect(kept.at(-1)).toBe('29T00:19');
  expect(kept.length).toBeLessThanOrEqual(4);
});
