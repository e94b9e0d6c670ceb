import { afterEach, beforeEach, expect, it } from 'vitest';
import { type PurgeDeps, planPurge, purge, rawKeptDays } from './purge.js';
import { type TableName, tables } from './tables.js';
import { logLines } from './testing/log-line.js';
import { noSignal, openRollupWorld, type RollupWorld, worldDay } from './testing/rollup-world.js';

const day = 86_400_000;
let world: RollupWorld;
let deps: PurgeDeps;
beforeEach(async () => {
  world = await openRollupWorld();
  deps = { ...world.deps, compacted: world.compacted };
});
afterEach(() => world.close());

const plan = () => planPurge(deps, { rawDays: rawKeptDays }, noSignal);

it('removes the raw log after thirty days, shows it first, and keeps the totals', async () => {
  await world.put(
    '20',
    logLines(`${worldDay}T20`, 10, (i) => ({ api_key_id: `k${i}` })),
  );
  await world.roll();
  world.now += 29 * day;
  expect(await plan()).toEqual({ raw: [], tables: [], kept: [] });
  world.now += 2 * day;
  const planned = await plan();
  expect(planned.raw.map(({ dt, files }) => [dt, files.length])).toEqual([[worldDay, 1]]);
  expect(await world.deps.logs.days(noSignal)).toEqual([worldDay]);
  await purge(deps, planned, noSignal);
  expect(await world.deps.logs.days(noSignal)).toEqual([]);
  expect(await plan()).toEqual({ raw: [], tables: [], kept: [] });
  expect(await world.rows('rollup_day')).toMatchObject([{ requests: 10, api_keys: 10 }]);
  for (const force of [false, true]) {
    const { days } = await world.roll({ force });
    expect(days[0]?.hours.every(({ state }) => state === 'purged')).toBe(true);
  }
  expect(await world.rows('rollup_day')).toMatchObject([{ requests: 10, api_keys: 10 }]);
});

it('removes tables after the days of their own, and never the totals of a day', async () => {
  await world.put('20', logLines(`${worldDay}T20`, 10));
  await world.roll();
  world.now += 37 * day;
  await purge(deps, await plan(), noSignal);
  const left = async () => {
    const names = Object.keys(tables) as TableName[];
    const days = await Promise.all(names.map((name) => world.deps.store.days(name, noSignal)));
    return names.filter((_, index) => days[index]?.length);
  };
  const days = ['rollup_day', 'latency_day'];
  expect(await left()).toEqual(['rollup_hour', 'latency_hour', ...days, 'images_day']);
  world.now += 400 * day;
  await purge(deps, await plan(), noSignal);
  expect(await left()).toEqual(days);
  expect(await world.rows('rollup_day')).toMatchObject([{ requests: 10 }]);
});

it('keeps the buckets of hours while those of the day are not kept', async () => {
  await world.put('20', logLines(`${worldDay}T20`, 10));
  await world.roll();
  await world.deps.store.remove('latency_day', worldDay, noSignal);
  world.now += 437 * day;
  expect((await plan()).kept).toEqual([{ dt: worldDay, why: 'its stored tables are not whole' }]);
  await world.deps.logs.remove(await world.deps.logs.list(worldDay, noSignal), noSignal);
  const planned = (await plan()).tables.map(({ table }) => table);
  expect(planned).toEqual(['rollup_hour', 'keys_day', 'images_day']);
});

it('keeps a log that is not in closed totals, and says why', async () => {
  await world.put('20', logLines(`${worldDay}T20`, 10));
  world.now += 40 * day;
  expect((await plan()).kept).toEqual([
    { dt: worldDay, why: 'not all of its hours are rolled up and closed' },
  ]);
  await world.roll();
  await world.put('21', logLines(`${worldDay}T21`, 10));
  expect(await plan()).toMatchObject({
    raw: [],
    kept: [{ dt: worldDay, why: 'it has files that are not rolled up' }],
  });
});

it('keeps a log whose totals are gone from the store', async () => {
  await world.put('20', logLines(`${worldDay}T20`, 10));
  await world.roll();
  world.now += 40 * day;
  await world.deps.store.remove('rollup_day', worldDay, noSignal);
  expect(await plan()).toMatchObject({
    raw: [],
    kept: [{ dt: worldDay, why: 'its stored tables are not whole' }],
  });
});
