import { createBucketSweeper } from '../../jobs/sweep-bucket.js';
import type { TwiceWorld } from './twice-world.js';

/** A bucket with a file of no picture, and one that may be an upload on its way. */
export async function sweepTwice(): Promise<TwiceWorld<'images.sweep'>> {
  const now = Date.UTC(2026, 10, 29, 0, 40);
  const files = new Map([
    ['thumb/Alone_001.jpg', now - 7_200_000],
    ['Aboard_01.jpg', now - 60_000],
    ['Akept_001.jpg', 0],
  ]);
  return {
    handler: createBucketSweeper({
      store: { present: async () => new Set(['Akept_001']) },
      objects: { remove: async (name) => void files.delete(name) },
      async *inBucket(start) {
        for (const [name, changedAt] of files)
          if (name.startsWith(start)) yield { name, changedAt };
      },
      clock: { now: () => now },
    }),
    payload: {},
    effect: async () => [...files.keys()],
    close: async () => {},
  };
}
