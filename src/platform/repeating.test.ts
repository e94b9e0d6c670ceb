import { expect, it } from 'vitest';
import { Repeating } from './repeating.js';

/** A clock whose pauses end when the test says so, or when they are broken off. */
function slowClock() {
  const pauses: (() => void)[] = [];
  const sleep = (_ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      pauses.push(resolve);
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  return { sleep, pauseEnds: () => pauses.shift()?.() };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('works after each pause, waits for what is under way when it is stopped, and then no more', async () => {
  const clock = slowClock();
  const ends: (() => void)[] = [];
  let stopped = false;
  const repeating = new Repeating(
    clock,
    1000,
    () => new Promise<void>((resolve) => ends.push(resolve)),
  );
  repeating.start();
  await turn();
  expect(ends).toHaveLength(0);
  clock.pauseEnds();
  await turn();
  ends[0]?.();
  await turn();
  clock.pauseEnds();
  await turn();
  expect(ends).toHaveLength(2);
  const stopping = repeating.stop().then(() => {
    stopped = true;
  });
  await turn();
  expect(stopped).toBe(false);
  ends[1]?.();
  await stopping;
  await turn();
  expect(ends).toHaveLength(2);
});

it('ends in its pause when it is stopped', async () => {
  let worked = 0;
  const repeating = new Repeating(slowClock(), 1000, () => {
    worked += 1;
  });
  repeating.start();
  await repeating.stop();
  expect(worked).toBe(0);
});
