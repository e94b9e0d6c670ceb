import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CompactDeps, compactDay } from './compact.js';
import { logLine, logLines } from './testing/log-line.js';
import {
  noSignal,
  openRollupWorld,
  packed,
  type RollupWorld,
  worldDay,
} from './testing/rollup-world.js';

let world: RollupWorld;
let deps: CompactDeps;
beforeEach(async () => {
  world = await openRollupWorld();
  deps = { ...world.deps, packer: world.packer, compacted: world.compacted };
});
afterEach(() => world.close());

const compact = (changes: Partial<CompactDeps> = {}) =>
  compactDay({ ...deps, ...changes }, worldDay, noSignal);

async function putSample(): Promise<void> {
  const lines = logLines(`${worldDay}T20`, 500, (i) => ({
    route: `GET /v1/r${i % 5}`,
    api_key_id: `k${i % 9}`,
    image_id: `i${i % 3}`,
  }));
  for (let at = 0; at < lines.length; at += 50) await world.put('20', lines.slice(at, at + 50));
  await world.put('21', [logLine({ ts: `${worldDay}T21:00:00.000Z` }), 'no JSON', '{"v":1,']);
  const whole = packed(lines);
  await world.put('21', whole.slice(0, whole.length / 2));
}

it('answers from one Parquet file what many gz files would', async () => {
  await putSample();
  await world.roll();
  expect(await compact()).toMatchObject({ kind: 'compacted', files: 12 });
  // Without the files themselves only the packed one can answer.
  const files = await readable();
  await Promise.all(files.map(async (file) => rm(await world.deps.logs.local(file, noSignal))));
  const request = { sql: 'SELECT count(*) AS n FROM access_log', manifestHash: '', generation: 0 };
  const scanned = await world.deps.engine.scan({ ...request, files }, noSignal);
  for await (const batch of scanned.batches) expect(batch).toEqual([[503n]]);
});

it('is made again from the same files when it is rolled up by force', async () => {
  await putSample();
  const before = await world.roll();
  const etags = await tables();
  await compact();
  const again = await world.roll({ force: true });
  expect(again.days[0]).toMatchObject({ rows: before.days[0]?.rows, rejectedRows: 2 });
  expect(await tables()).toEqual(etags);
});

function tables(): Promise<readonly (string | undefined)[]> {
  const names = [
    'rollup_hour',
    'latency_hour',
    'rollup_day',
    'latency_day',
    'keys_day',
    'images_day',
  ] as const;
  return Promise.all(
    names.map(async (name) => (await world.deps.store.stat(name, worldDay, noSignal))?.etag),
  );
}

async function readable() {
  const files = await world.deps.logs.list(worldDay, noSignal);
  return files.filter(({ key }) => !key.endsWith('0012.json.gz'));
}

it('has one database open at a time, and none when it is done', async () => {
  await putSample();
  await world.roll();
  const open = () => readdir(join(world.directory, 'tmp'));
  const whilePut: string[][] = [];
  const { compacted } = world;
  const put: CompactDeps['compacted']['put'] = async (...args) => {
    whilePut.push(await open());
    await compacted.put(...args);
  };
  await compact({ compacted: { ...compacted, put } });
  expect(whilePut).toEqual([[expect.stringMatching(/^duckdb-/)]]);
  expect(await open()).toEqual([]);
});

it('keeps the files, and reads them again as soon as there is one more', async () => {
  await putSample();
  await world.roll();
  await compact();
  expect(await world.deps.logs.list(worldDay, noSignal)).toHaveLength(12);
  await world.put('20', logLines(`${worldDay}T20`, 7), { instance: 'late' });
  await world.roll();
  expect(
    (await world.rows('rollup_day')).reduce((sum, row) => sum + Number(row['requests']), 0),
  ).toBe(508);
});

it('leaves a day alone that is open, empty, or not rolled up', async () => {
  expect(await compact()).toMatchObject({ kind: 'empty' });
  await putSample();
  expect(await compact()).toMatchObject({ kind: 'not-rolled-up' });
  world.now = Date.parse(`${worldDay}T23:00:00.000Z`);
  expect(await compact()).toMatchObject({ kind: 'not-closed' });
  expect(await world.compacted.days(noSignal)).toEqual([]);
});

it('puts nothing in place that does not count what the files do', async () => {
  await putSample();
  await world.roll();
  const short: CompactDeps['packer'] = {
    pack: async (request, signal) => {
      const made = await world.packer.pack(request, signal);
      return { ...made, packed: made.packed.slice(1) };
    },
  };
  await expect(compact({ packer: short })).rejects.toMatchObject({ code: 'query-failed' });
  expect(await world.compacted.days(noSignal)).toEqual([]);
});
