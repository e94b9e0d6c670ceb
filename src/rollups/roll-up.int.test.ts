import { createHash } from 'node:crypto';
import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bucketOf } from './histogram.js';
import { logLine, logLines } from './testing/log-line.js';
import { openRollupWorld, packed, type RollupWorld, worldDay } from './testing/rollup-world.js';

let world: RollupWorld;
beforeEach(async () => {
  world = await openRollupWorld();
});
afterEach(() => world.close());

const tableNames = [
  'rollup_hour',
  'latency_hour',
  'rollup_day',
  'latency_day',
  'keys_day',
  'images_day',
] as const;

async function hashes(of: RollupWorld): Promise<readonly string[]> {
  return Promise.all(
    tableNames.map(async (table) => {
      const path = join(of.directory, 'rollups', table, `dt=${worldDay}`, 'part.parquet');
      return createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
    }),
  );
}

function states(outcome: Awaited<ReturnType<RollupWorld['roll']>>): Record<string, string> {
  const hours = outcome.days.flatMap((day) => day.hours);
  return Object.fromEntries(
    hours.filter(({ state }) => state !== 'empty').map(({ hour, state }) => [hour, state]),
  );
}

it('adds up what the log says, by hour and by day', async () => {
  await world.put(
    '20',
    logLines(`${worldDay}T20`, 10, (i) => ({ api_key_id: `k${i % 3}` })),
  );
  await world.put('21', [
    logLine({ status: 503, cause: 'database', cache: 'bypass', api_key_id: 'k1', bytes: 7 }),
    logLine({ status: 429, cause: 'client', cache: 'bypass', latency_ms: 100 }),
    logLine({ status: 200, cache: 'miss', db_queries: 2, image_id: 'MTk' }),
    logLine({ status: 304, cache: 'stale', image_id: 'MTk' }),
  ]);
  const outcome = await world.roll();
  expect(outcome.failure).toBeNull();
  expect(outcome.watermark).toBe('2018-11-16T00:00:00.000Z');
  expect(states(outcome)).toEqual({ '20': 'rolled-up', '21': 'rolled-up' });
  const [, hour21] = await world.rows('rollup_hour');
  expect(hour21).toEqual({
    ...{ dt: worldDay, hour: '21', method: 'GET', route: '/v1/breeds', requests: 4 },
    ...{ s2xx: 1, s3xx: 1, s4xx: 1, s5xx: 1, throttled: 1, bytes: 3007 },
    ...{ hits: 0, misses: 1, stale: 1, db_queries: 2 },
    ...{ cause_client: 1, cause_code: 0, cause_database: 1, cause_cache: 0, cause_queue: 0 },
    ...{ cause_vendor: 0, cause_overload: 0, latency_sum_us: 137_500, latency_max_us: 100_000 },
  });
  const [day] = await world.rows('rollup_day');
  expect(day).toMatchObject({ requests: 14, api_keys: 3, p50_bucket: bucketOf(12.5) });
  expect(day).toMatchObject({ p99_bucket: bucketOf(100) });
  expect(await world.rows('images_day')).toEqual([{ dt: worldDay, image_id: 'MTk', n: 2 }]);
  expect(await world.rows('keys_day')).toMatchObject([
    { api_key_id: 'k0', n: 4, errors_5xx: 0 },
    { api_key_id: 'k1', n: 4, errors_5xx: 1 },
    { api_key_id: 'k2', n: 3, errors_5xx: 0 },
  ]);
});

it('changes nothing when it is done again, and makes the same bytes by force', async () => {
  await world.put('20', logLines(`${worldDay}T20`, 50));
  await world.roll();
  const before = await hashes(world);
  expect(states(await world.roll())).toEqual({ '20': 'unchanged' });
  expect(states(await world.roll({ force: true }))).toEqual({ '20': 'rolled-up' });
  expect(await hashes(world)).toEqual(before);
});

it('makes the same bytes in any order of hours and with any number of threads', async () => {
  const content = (hour: string) =>
    logLines(`${worldDay}T${hour}`, 3000, (i) => ({
      route: `/v1/r${(i * 7919) % 40}`,
      latency_ms: ((i * 104_729) % 100_000) / 100,
      api_key_id: `k${(i * 31) % 500}`,
      image_id: i % 3 === 0 ? `i${i % 200}` : null,
    }));
  const others = await Promise.all([1, 3].map((threads) => openRollupWorld({ threads })));
  const [one, three] = others;
  if (!one || !three) throw new Error('no worlds');
  try {
    for (const each of [world, ...others]) {
      for (const hour of ['03', '04', '05', '20']) {
        await each.put(hour, content(hour), { seq: Number(hour) });
      }
    }
    await world.roll();
    for (const hours of [['20'], ['04'], ['03', '05']]) await one.roll({ hours });
    await one.roll();
    await three.roll();
    expect(await hashes(one)).toEqual(await hashes(world));
    expect(await hashes(three)).toEqual(await hashes(world));
  } finally {
    for (const each of others) await each.close();
  }
});

it('picks up late lines within two days, and older ones by force only', async () => {
  await world.put('20', logLines(`${worldDay}T20`, 10));
  await world.put('21', logLines(`${worldDay}T21`, 10));
  await world.roll();
  await world.put('20', logLines(`${worldDay}T20`, 5), { instance: 'other' });
  expect(states(await world.roll())).toEqual({ '20': 'rolled-up', '21': 'unchanged' });
  expect(await world.rows('rollup_day')).toMatchObject([{ requests: 25 }]);
  world.now += 72 * 3_600_000;
  await world.put('20', logLines(`${worldDay}T20`, 5), { instance: 'third' });
  expect(states(await world.roll())).toEqual({ '20': 'late', '21': 'unchanged' });
  expect(await world.rows('rollup_day')).toMatchObject([{ requests: 25 }]);
  await world.roll({ force: true });
  expect(await world.rows('rollup_day')).toMatchObject([{ requests: 30 }]);
});

it('rolls up a day of long ago that never was', async () => {
  await world.put('20', logLines(`${worldDay}T20`, 10));
  world.now += 20 * 24 * 3_600_000;
  expect(states(await world.roll())).toEqual({ '20': 'rolled-up' });
});

it('refuses a partition that shrank, and goes on with the others', async () => {
  const first = await world.put('20', logLines(`${worldDay}T20`, 10));
  await world.put('20', logLines(`${worldDay}T20`, 10));
  await world.put('21', logLines(`${worldDay}T21`, 10));
  await world.roll();
  await rm(first);
  await world.put('22', logLines(`${worldDay}T22`, 10));
  expect(states(await world.roll())).toEqual({
    ...{ '20': 'shrank', '21': 'unchanged', '22': 'rolled-up' },
  });
  expect(await world.rows('rollup_hour')).toMatchObject([
    { hour: '20', requests: 20 },
    { hour: '21', requests: 10 },
    { hour: '22', requests: 10 },
  ]);
  await world.roll({ force: true });
  expect((await world.rows('rollup_hour'))[0]).toMatchObject({ hour: '20', requests: 10 });
});

it('refuses an hour that gives fewer lines from as many bytes', async () => {
  const path = await world.put('20', logLines(`${worldDay}T20`, 10));
  await world.roll();
  const size = (await readFile(path)).length;
  await writeFile(path, Buffer.alloc(size + 10));
  await utimes(path, 1, 1);
  const outcome = await world.roll();
  expect(states(outcome)).toEqual({ '20': 'shrank' });
  expect(await world.rows('rollup_hour')).toMatchObject([{ hour: '20', requests: 10 }]);
});

it('counts what is no record, and goes on', async () => {
  await world.put('20', [
    logLine({ ts: `${worldDay}T20:00:00.000Z` }),
    '{"v":1,"ts":"2018-11-15T20',
    'no JSON at all, for ada@example.com',
    '[1, 2]',
    logLine({ route: undefined }),
    logLine({ ts: undefined }),
    logLine({ status: 'OK' }),
    logLine({ status: 99 }),
    logLine({ latency_ms: 1e300 }),
    logLine({ latency_ms: -1 }),
    logLine({ bytes: 9e18 }),
    logLine({ cause: 'gremlins', ts: `${worldDay}T20:00:00.000Z`, status: 500 }),
    logLine({ cause: undefined, image_id: undefined, ts: `${worldDay}T20:00:00.000Z` }),
    logLine({ ts: '2031-01-01T00:00:00.000Z' }),
  ]);
  const { days, failure } = await world.roll();
  expect(failure).toBeNull();
  expect(days[0]).toMatchObject({ rows: 14, rejectedRows: 10, misfiledRows: 1 });
  expect(days[0]?.rejectedExample).toBe('{"v":1,"ts":"…');
  expect(await world.rows('rollup_hour')).toMatchObject([{ requests: 4, s5xx: 1 }]);
});

it('leaves out files that cannot be read, with the reason, and keeps the others', async () => {
  const whole = packed(logLines(`${worldDay}T20`, 2000));
  await world.put('20', logLines(`${worldDay}T20`, 10));
  await world.put('20', whole.slice(0, whole.length / 2), { instance: 'truncated' });
  await world.put('20', new Uint8Array(0), { instance: 'empty' });
  await world.put('20', Buffer.from('not gzip'), { instance: 'plain' });
  const corrupt = Uint8Array.from(whole);
  corrupt.fill(0xff, 200, 260);
  await world.put('20', corrupt, { instance: 'corrupt' });
  const outcome = await world.roll();
  const reasons = outcome.days[0]?.skippedFiles.map(({ key, reason }) => [
    key.slice(key.lastIndexOf('/') + 1).split('-')[0],
    reason,
  ]);
  expect(Object.fromEntries(reasons ?? [])).toEqual({
    corrupt: 'corrupt: not valid gzip data',
    empty: 'truncated: the compressed data ends too early',
    plain: 'corrupt: not valid gzip data',
    truncated: 'truncated: the compressed data ends too early',
  });
  expect(await world.rows('rollup_day')).toMatchObject([{ requests: 10 }]);
});

it('takes an empty day for what it is', async () => {
  const outcome = await world.roll();
  expect(states(outcome)).toEqual({});
  expect(outcome.watermark).toBe('2018-11-16T00:00:00.000Z');
  expect(await world.rows('rollup_day')).toEqual([]);
});

it('does not touch hours of the future, and closes an hour twenty minutes after its end', async () => {
  await world.put('20', logLines(`${worldDay}T20`, 10));
  await world.put('23', logLines(`${worldDay}T23`, 10));
  world.now = Date.parse('2018-11-15T21:05:00.000Z');
  const early = await world.roll();
  expect(states(early)).toMatchObject({ '20': 'rolled-up', '22': 'future', '23': 'future' });
  expect(early.watermark).toBe('2018-11-15T20:00:00.000Z');
  expect(early.days[0]?.dayTables).toBe('not-yet');
  world.now = Date.parse('2018-11-15T21:20:00.000Z');
  expect((await world.roll()).watermark).toBe('2018-11-15T21:00:00.000Z');
});

it('counts accounts of a day that is not closed when it is asked for', async () => {
  world.now = Date.parse('2018-11-15T21:05:00.000Z');
  await world.put(
    '20',
    logLines(`${worldDay}T20`, 10, (i) => ({ api_key_id: `k${i}` })),
  );
  await world.roll();
  expect(await world.rows('rollup_day')).toMatchObject([{ api_keys: null }]);
  await world.roll({ dayTables: true });
  expect(await world.rows('rollup_day')).toMatchObject([{ api_keys: 10 }]);
});

it('reads an hour of more small files than fit into one query', async () => {
  const lines = logLines(`${worldDay}T20`, 2, (i) => ({ api_key_id: `k${i}`, latency_ms: 1 + i }));
  const content = packed(lines);
  for (let at = 0; at < 2100; at += 100) {
    await Promise.all(Array.from({ length: 100 }, () => world.put('20', content)));
  }
  const { days } = await world.roll();
  expect(days[0]).toMatchObject({ files: 2100, rows: 4200, rejectedRows: 0 });
  expect(await world.rows('rollup_day')).toMatchObject([
    { requests: 4200, api_keys: 2, latency_max_us: 2000, p99_bucket: bucketOf(2) },
  ]);
});
