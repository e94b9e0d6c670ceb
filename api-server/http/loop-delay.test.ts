import { expect, it } from 'vitest';
import { watchLoopDelay } from './loop-delay.js';

function drive() {
  let now = 0;
  let delayMs = 0;
  const delay = watchLoopDelay(
    { monotonic: () => now },
    {
      percentile: () => (50 + delayMs) * 1e6,
      reset: () => {
        delayMs = 0;
      },
      disable: () => true,
    },
  );
  return {
    pause: (ms: number) => {
      delayMs = Math.max(delayMs, ms);
    },
    after: (seconds: number) => {
      now += seconds * 1000;
      return delay.p99Seconds();
    },
  };
}

it('forgets a pause of the event loop once it is some time ago', () => {
  const loop = drive();
  loop.pause(700);
  expect([2, 2, 2].map(loop.after)).toEqual([0.7, 0.7, 0.7]);
  expect([6, 6, 6, 6].map(loop.after)).toEqual([0.7, 0.7, 0.7, 0]);
});

it('shows a pause to everybody who looks, and to the one who looks once a minute', () => {
  const loop = drive();
  expect(loop.after(60)).toBe(0);
  loop.pause(400);
  expect([1, 0, 58].map(loop.after)).toEqual([0.4, 0.4, 0.4]);
});
