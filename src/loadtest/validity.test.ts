import { expect, it } from 'vitest';
import { distributionOf, measuredPhase, measuredRoute } from '../testing/measurements.js';
import type { PhaseOutline } from './events.js';
import type { PhaseMeasurement } from './ports.js';
import { steadyRate } from './rate.js';
import { checkValidity } from './validity.js';

const open: PhaseOutline = {
  phase: 'steady',
  measured: true,
  seconds: 4,
  rate: steadyRate(25),
  connections: null,
};
const check = (changes: Partial<PhaseMeasurement>, crashed: string | null = null) => {
  const phase = measuredPhase('steady', [measuredRoute('GET /v1/breeds', 100)], changes);
  return checkValidity({ phases: [phase], crashed, gaveUp: null }, [open], { foreign: true });
};
const health = {
  loopDelayP99Ms: 1,
  busyShare: 0.1,
  stealShare: null,
  foreignShare: null,
  pacedRate: 25,
};

it('finds nothing wrong with a sound measurement', () => {
  expect(check({})).toEqual({ broken: [], untimed: new Set(), remarks: [] });
});

it.each([
  ['sums that do not add up', { answered: 99 }, null, /do not add up: 100 sent, 99/],
  [
    'statuses that do not add up',
    { routes: [measuredRoute('GET /v1/breeds', 100, { statuses: { 200: 98, 500: 1 } })] },
    null,
    /GET \/v1\/breeds in phase steady do not add up: 100 answers, 99 by status/,
  ],
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
  ['a machine given to other programs', { health: { ...health, foreignShare: 0.26 } }, /26 %/],
  ['a rate beyond what was shown', { health: { ...health, pacedRate: 501 } }, /501 requests a sec/],
  ['a machine given to others', { health: { ...health, stealShare: 0.3 } }, /30 %/],
])('keeps the counts but not the times of %s', (_what, changes, message) => {
  const { broken, untimed, remarks } = check(changes);
  expect([broken, [...untimed]]).toEqual([[], ['steady']]);
  expect(remarks.join()).toMatch(message);
});

const closed = (connections: number): PhaseOutline => ({
  ...open,
  phase: 'most',
  rate: null,
  connections,
});
const checkClosed = (phase: PhaseMeasurement, connections: number, foreign = true) =>
  checkValidity({ phases: [phase], crashed: null, gaveUp: null }, [closed(connections)], {
    foreign,
  });

it('says that a closed phase leaves out waiting', () => {
  // 800 answers of 10 ms in 4 s: two connections were always busy.
  const phase = measuredPhase('most', [measuredRoute('GET /v1/breeds', 800, { ms: 10 })]);
  const { untimed, remarks } = checkClosed(phase, 2);
  expect([[...untimed], remarks]).toEqual([[], [expect.stringContaining('most is closed')]]);
});

it.each([
  ['more', 800, 700],
  ['less', 800, 1],
])('does not believe times that would need %s connections than there were', (_what, count, ms) => {
  const phase = measuredPhase('most', [measuredRoute('GET /v1/breeds', count, { ms })]);
  const { untimed, remarks } = checkClosed(phase, 2);
  expect([...untimed]).toEqual(['most']);
  expect(remarks.join()).toMatch(/busy connections where there were 2/);
});

it('asks no connection for the time of requests that were never timed', () => {
  const refused = measuredRoute('GET /v1/breeds', 800, { ms: 1, latency: distributionOf([]) });
  const silent = { ...refused, serviceTime: distributionOf([]), expected: 0 };
  expect([...checkClosed(measuredPhase('most', [silent]), 2).untimed]).toEqual([]);
});

it('lets a target on this machine that it did not start have its processor', () => {
  const phase = measuredPhase('most', [measuredRoute('GET /v1/breeds', 800, { ms: 10 })], {
    health: { ...health, foreignShare: 0.9 },
  });
  expect([...checkClosed(phase, 2, false).untimed]).toEqual([]);
  expect([...checkClosed(phase, 2).untimed]).toEqual(['most']);
});
