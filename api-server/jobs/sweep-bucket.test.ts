import { expect, it } from 'vitest';
import { createBucketSweeper } from './sweep-bucket.js';

const context = { jobId: 1, signal: new AbortController().signal };
const day = Date.UTC(2026, 10, 29);
const hour = 3_600_000;
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'];

it('looks at every id once a day, and asks the database about few at once', async () => {
  const asked: string[] = [];
  const sizes: number[] = [];
  const removed: string[] = [];
  const sweepAt = (now: number) =>
    createBucketSweeper({
      store: {
        present: async (ids) => {
          sizes.push(ids.length);
          return new Set(ids.filter((id) => id.endsWith('0')));
        },
      },
      objects: { remove: async (name) => void removed.push(name) },
      async *inBucket(start) {
        asked.push(start);
        if (start !== 'Q') return;
        for (let each = 0; each < 1201; each += 1) {
          yield { name: `Q${String(each).padStart(8, '0')}.png`, changedAt: 0 };
        }
      },
      clock: { now: () => now },
    })({}, context);
  for (let each = 0; each < 24; each += 1) await sweepAt(day + each * hour);
  const folders = ['', 'med/', 'small/', 'thumb/'];
  const all = folders.flatMap((folder) => letters.map((letter) => folder + letter));
  expect(asked.sort()).toEqual(all.sort());
  expect(Math.max(...sizes)).toBe(500);
  expect(removed).toHaveLength(1201 - 121);
});
