import { afterEach, beforeEach, expect, it } from 'vitest';
import { planRollUp } from './plan-roll-up.js';
import { tables } from './tables.js';
import { logLines } from './testing/log-line.js';
import { noSignal, openRollupWorld, type RollupWorld, worldDay } from './testing/rollup-world.js';

let world: RollupWorld;
beforeEach(async () => {
  world = await openRollupWorld();
});
afterEach(() => world.close());

const plan = async (force = false, dayTables = true) => {
  const request = { days: [worldDay], force, lateMs: 48 * 3_600_000, dayTables };
  const [day] = await planRollUp(world.deps, request, noSignal);
  return day;
};

it('says what would be read and written, and does neither', async () => {
  await world.put('03', logLines('2018-11-15T03', 5));
  await world.put('04', logLines('2018-11-15T04', 5));
  await world.put('21', logLines('2018-11-15T21', 5));
  const day = await plan();
  expect(day).toMatchObject({ hours: ['03', '04', '21'], files: 3, kept: [] });
  // Two runs of hours and the whole day: each is one scan, and one price.
  expect(day?.scans).toHaveLength(3);
  expect(day?.writes).toContain('keys_day');
  expect(await world.rows('rollup_hour')).toEqual([]);
});

it('counts the scan of an open day where that day is asked for, as the roll-up does', async () => {
  await world.put('03', logLines('2018-11-15T03', 5));
  world.now = Date.parse('2018-11-15T12:00:00.000Z');
  const asked = await plan();
  expect(asked?.scans).toEqual([asked?.fileBytes, asked?.fileBytes]);
  expect((await plan(false, false))?.scans).toHaveLength(1);
  const { days } = await world.roll({ dayTables: true });
  expect(days[0]?.dayTables).toBe('made');
  for (const table of asked?.writes ?? []) {
    expect(await world.deps.store.days(table, noSignal), table).toEqual([worldDay]);
  }
  expect(asked?.writes).toHaveLength(Object.keys(tables).length);
  // The day has ended: its hours are as they were, its accounts too.
  world.now = Date.parse('2018-11-16T03:00:00.000Z');
  expect(await plan()).toMatchObject({ scans: [], writes: [] });
});

it('counts the scan of a day that has closed since its hours were rolled up', async () => {
  await world.put('03', logLines('2018-11-15T03', 5));
  world.now = Date.parse('2018-11-15T12:00:00.000Z');
  await world.roll();
  world.now = Date.parse('2018-11-16T03:00:00.000Z');
  const day = await plan(false, false);
  expect(day?.hours).toEqual([]);
  expect(day?.scans).toHaveLength(1);
  expect(day?.writes).toEqual(['rollup_day', 'latency_day', 'keys_day', 'images_day']);
});

it('has nothing to do once it was done, but by force', async () => {
  await world.put('21', logLines('2018-11-15T21', 5));
  await world.roll();
  expect(await plan()).toMatchObject({ hours: [], files: 0, scans: [], writes: [] });
  expect(await plan(true)).toMatchObject({ hours: ['21'], files: 1 });
});

it('names the hours that would be kept although their log is another one', async () => {
  const { rm } = await import('node:fs/promises');
  await world.put('20', logLines('2018-11-15T20', 5));
  const path = await world.put('21', logLines('2018-11-15T21', 5));
  await world.roll();
  await rm(path);
  world.now += 72 * 3_600_000;
  await world.put('20', logLines('2018-11-15T20', 5));
  expect((await plan())?.kept).toEqual([
    { hour: '20', why: 'late' },
    { hour: '21', why: 'shrank' },
  ]);
});
