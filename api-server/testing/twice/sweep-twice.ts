import { createBucketSweeper } from '../../jobs/sweep-bucket.js';
import type { TwiceWorld } from './twice-world.js';

/** A bucket with a file of a removed picture, one that is young, and one of no picture. */
export async function sweepTwice(): Promise<TwiceWorld<'images.sweep'>> {
  const now = Date.UTC(2026, 10, 29, 0, 40);
  const files = new Map([
    ['thumb/Agone_001.jpg', now - 7_200_000],
    ['Ayoung_01.jpg', now - 60_000],
    ['Aother_01.jpg', 0],
  ]);
  return {
    handler: createBucketSweeper({
      store: {
        areRemoved: async () =>
          new Map([
            ['Agone_001', true],
            ['Ayoung_01', true],
          ]),
        forgetCutOff: async () => {},
      },
      objects: { remove: async (name) => void files.delete(name) },
      async *inBucket(start) {
        for (const [name, changedAt] of files)
          if (name.startsWith(start)) yield { name, changedAt };
      },
      clock: { now: () => now },
      log: { info() {} },
    }),
    payload: {},
    effect: async () => [...files.keys()],
    close: async () => {},
  };
}
