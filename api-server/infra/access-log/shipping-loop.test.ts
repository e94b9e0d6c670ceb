import { expect, it } from 'vitest';
import { ShippingLoop } from './shipping-loop.js';

/** A loop whose pauses end when the test says so. */
function started(results: boolean[]) {
  const pauses: { ms: number; end: () => void }[] = [];
  const signals: AbortSignal[] = [];
  let gate = Promise.resolve();
  const loop = new ShippingLoop({
    everyMs: 5000,
    random: () => 0.5,
    clock: {
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
          if (signal?.aborted) reject(signal.reason);
          pauses.push({ ms, end: resolve });
        }),
    },
    async pass(signal) {
      signals.push(signal);
      await gate;
      return results.shift() ?? true;
    },
  });
  loop.start();
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    ...{ loop, pauses, signals, settle },
    hang: (until: Promise<void>) => {
      gate = until;
    },
  };
}

it('looks regularly, and after failures with longer and longer pauses, up to a minute', async () => {
  const { loop, pauses, settle } = started([true, ...Array<boolean>(6).fill(false), true]);
  for (let pass = 0; pass < 8; pass += 1) {
    await settle();
    pauses.at(-1)?.end();
  }
  await settle();
  const inSeconds = pauses.slice(0, 8).map(({ ms }) => ms / 1000);
  expect(inSeconds).toEqual([5, 5, 10, 20, 40, 60, 60, 5]);
  await loop.stop(100);
});

it('makes one more pass when it is stopped, however long the pause would be', async () => {
  const { loop, signals, settle } = started([]);
  await settle();
  expect(signals).toHaveLength(1);
  await loop.stop(100);
  expect(signals).toHaveLength(2);
  expect(signals[1]?.aborted).toBe(false);
});

it('cuts off what is still under way when the time of a stop is over', async () => {
  const { loop, pauses, signals, settle, hang } = started([]);
  await settle();
  let release = () => {};
  hang(new Promise((resolve) => (release = resolve)));
  const stopped = loop.stop(2000);
  await settle();
  expect(signals.at(-1)?.aborted).toBe(false);
  pauses.find(({ ms }) => ms === 2000)?.end();
  await settle();
  expect(signals.at(-1)?.reason).toEqual(new Error('There was no more time.'));
  release();
  await stopped;
});
