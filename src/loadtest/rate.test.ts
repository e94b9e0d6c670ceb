import { expect, it } from 'vitest';
import {
  describeRate,
  dueAt,
  parseRate,
  peakOf,
  requestsBySecond,
  requestsOf,
  steadyRate,
} from './rate.js';

it.each([
  ['100/s', { from: 100, to: 100 }, '100/s'],
  ['20/s -> 200/s', { from: 20, to: 200 }, '20/s to 200/s'],
  ['200/s->1/s', { from: 200, to: 1 }, '200/s to 1/s'],
])('reads %s', (text, rate, told) => {
  expect(parseRate(text)).toEqual(rate);
  expect(describeRate(rate)).toBe(told);
});

it.each(['0/s', '100', '-5/s', '10/s -> 0/s', '10/s -> 20', '10/s -> 20/s -> 5/s', '1.5/s', ''])(
  'does not read %j',
  (text) => expect(parseRate(text)).toBeNull(),
);

it('counts the requests of a ramp, and of each of its seconds', () => {
  const ramp = { from: 20, to: 200 };
  expect(requestsOf(ramp, 30)).toBe(3300);
  const bySecond = requestsBySecond(ramp, 30);
  expect(bySecond).toHaveLength(30);
  expect([bySecond[0], bySecond[29]]).toEqual([23, 197]);
  expect(bySecond.reduce((sum, count) => sum + count, 0)).toBe(3300);
  expect(bySecond).toEqual([...bySecond].sort((a, b) => a - b));
  expect(peakOf({ from: 200, to: 20 })).toBe(200);
});

it('spreads requests evenly, those of a ramp by the rate at their time', () => {
  const steady = Array.from({ length: 8 }, (_, n) => dueAt(steadyRate(4), 2, n));
  expect(steady).toEqual([0.125, 0.375, 0.625, 0.875, 1.125, 1.375, 1.625, 1.875]);
  for (const ramp of [
    { from: 20, to: 200 },
    { from: 200, to: 20 },
  ]) {
    const due = Array.from({ length: requestsOf(ramp, 30) }, (_, n) => dueAt(ramp, 30, n));
    const bySecond = Array.from({ length: 30 }, () => 0);
    for (const at of due) bySecond[Math.floor(at)] = (bySecond[Math.floor(at)] ?? 0) + 1;
    expect(bySecond).toEqual(requestsBySecond(ramp, 30));
    const gaps = due.slice(1).map((at, n) => at - (due[n] ?? 0));
    const widening = [...gaps].sort((a, b) => (ramp.from < ramp.to ? b - a : a - b));
    expect(gaps).toEqual(widening);
  }
});

it('never loses a request to rounding', () => {
  for (const [from, to, seconds] of [
    [1, 2, 3],
    [7, 1, 5],
    [1, 2000, 7],
  ] as const) {
    const bySecond = requestsBySecond({ from, to }, seconds);
    expect(bySecond.reduce((sum, count) => sum + count, 0)).toBe(requestsOf({ from, to }, seconds));
  }
  expect(requestsBySecond(steadyRate(3), 2)).toEqual([3, 3]);
});
