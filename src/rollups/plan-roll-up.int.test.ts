import { afterEach, beforeEach, expect, it } from 'vitest';
import { planRollUp } from './plan-roll-up.js';
import { logLines } from './testing/log-line.js';
import { noSignal, openRollupWorld, type RollupWorld, worldDay } from './testing/rollup-world.js';

let world: RollupWorld;
beforeEach(async () => {
  world = await openRollupWorld();
});
afterEach(() => world.close());

const plan = async (force = false) => {
  const request = { days: [worldDay], force, lateMs: 48 * 3_600_000 };
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
