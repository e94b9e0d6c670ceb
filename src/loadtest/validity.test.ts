import { expect, it } from 'vitest';
import { measuredPhase, measuredRoute } from '../testing/measurements.js';
import type { PhaseMeasurement } from './ports.js';
import { checkValidity } from './validity.js';

const check = (changes: Partial<PhaseMeasurement>, crashed: string | null = null) => {
  const phase = measuredPhase('steady', [measuredRoute('GET /v1/breeds', 100)], changes);
  return checkValidity({ phases: [phase], crashed, gaveUp: null }, new Map([['steady', 100]]));
};
const health = { loopDelayP99Ms: 1, busyShare: 0.1, stealShare: null };

it('finds nothing wrong with a sound measurement', () => {
  expect(check({})).toEqual({ broken: [], untimed: new Set(), remarks: [] });
});

it.each([
  ['sums that do not add up', { answered: 99 }, null, /do not add up: 100 sent, 99/],
  ['answers nobody asked for', { unmatched: 1 }, null, /1 answers/],
  ['a dead generator', {}, 'out of memory', /died: out of memory/],
])('believes nothing of %s', (_what, changes, crashed, message) => {
  expect(check(changes, crashed).broken.join()).toMatch(message);
});

it.each([
  ['fewer requests than planned', { sent: 94, answered: 94 }, /94 of 100/],
  ['requests left over at the end', { answered: 90, inFlight: 10 }, /10 of 100 requests had no/],
  ['a late generator', { health: { ...health, loopDelayP99Ms: 20 } }, /late by 20 ms/],
  ['a busy generator', { health: { ...health, busyShare: 0.9 } }, /busy 90/],
  ['a machine given to others', { health: { ...health, stealShare: 0.3 } }, /30 %/],
])('keeps the counts but not the times of %s', (_what, changes, message) => {
  const { broken, untimed, remarks } = check(changes);
  expect([broken, [...untimed]]).toEqual([[], ['steady']]);
  expect(remarks.join()).toMatch(message);
});

it('says that a closed phase leaves out waiting', () => {
  const phase = measuredPhase('most', [measuredRoute('GET /v1/breeds', 100)]);
  const { untimed, remarks } = checkValidity(
    { phases: [phase], crashed: null, gaveUp: null },
    new Map(),
  );
  expect([[...untimed], remarks]).toEqual([[], [expect.stringContaining('most is closed')]]);
});
