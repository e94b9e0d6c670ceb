import { expect, it } from 'vitest';
import { LoopWatch } from './loop-watch.js';

/** Looks that each come so many milliseconds too late, and what was thought after each. */
async function after(delays: readonly number[]): Promise<boolean[]> {
  const seen: boolean[] = [];
  let passed = 0;
  let turn = 0;
  const watch = new LoopWatch({
    monotonic: () => passed,
    async sleep(ms) {
      if (turn > 0) seen.push(watch.isOverloaded);
      if (turn === delays.length) watch.stop();
      passed += ms + (delays[turn] ?? 0);
      turn += 1;
    },
  });
  await watch.follow();
  return seen;
}

it('is overloaded when the event loop is held up again and again, until it is not', async () => {
  const seen = await after([300, 250, 400, 300, 900, 249, 300]);
  expect(seen).toEqual([false, false, false, true, true, false, false]);
});

it('is not overloaded by one long pause, nor by a machine that is slow all the time', async () => {
  expect(await after([60_000, 0, 60_000, 300, 300, 0])).not.toContain(true);
  expect(await after(Array(50).fill(200))).not.toContain(true);
});
