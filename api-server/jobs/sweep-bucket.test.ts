import { expect, it } from 'vitest';
import type { PictureFile } from '../ports.js';
import { createBucketSweeper } from './sweep-bucket.js';

const day = Date.UTC(2026, 10, 29);
const hour = 3_600_000;
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'];

/** A sweeper of these files; it knows those ids that end in 0, which are there, and in 1, removed. */
function open(files: readonly PictureFile[]) {
  const stop = new AbortController();
  const seen = {
    asked: [] as string[],
    sizes: [] as number[],
    removed: [] as string[],
    lines: [] as [string, unknown][],
    forgotten: [] as [string, number][],
  };
  const sweepAt = (now: number) =>
    createBucketSweeper({
      store: {
        areRemoved: async (ids) => {
          seen.sizes.push(ids.length);
          const known = ids.filter((id) => /[01]$/.test(id));
          return new Map(known.map((id) => [id, id.endsWith('1')]));
        },
        forgetCutOff: async (starts, before) => {
          seen.forgotten.push(...starts.map((start) => [start, before] as [string, number]));
        },
      },
      objects: {
        remove: async (name) => {
          seen.removed.push(name);
          if (name.startsWith('-')) stop.abort(new Error('took too long'));
        },
      },
      async *inBucket(start, signal) {
        signal.throwIfAborted();
        seen.asked.push(start);
        yield* files.filter(({ name }) => name.startsWith(start));
      },
      clock: { now: () => now },
      log: { info: (event, { files }) => void seen.lines.push([event, files]) },
    })({}, { jobId: 1, signal: stop.signal });
  return { ...seen, sweepAt };
}

it('looks at every id once a day, and asks the database about few at once', async () => {
  const names = Array.from({ length: 1201 }, (_, n) => `Q${String(n).padStart(8, '0')}.png`);
  const { asked, sizes, removed, lines, sweepAt } = open(
    names.map((name) => ({ name, changedAt: 0 })),
  );
  for (let each = 0; each < 24; each += 1) await sweepAt(day + each * hour);
  const folders = ['', 'med/', 'small/', 'thumb/'];
  const all = folders.flatMap((folder) => letters.map((letter) => folder + letter));
  expect(asked.sort()).toEqual(all.sort());
  expect(Math.max(...sizes)).toBe(500);
  expect(removed).toEqual(names.filter((name) => name.endsWith('1.png')));
  expect(lines).toEqual([
    ['bucket-swept', 120],
    ['files-of-no-picture', 1201 - 121 - 120],
  ]);
});

it('leaves what its database knows nothing of, what is young and what has no date', async () => {
  const { removed, lines, sweepAt } = open([
    ...['Aother_09.jpg', 'thumb/Aother_09.jpg'].map((name) => ({ name, changedAt: 0 })),
    { name: 'Ayoung_01.jpg', changedAt: day - hour },
    { name: 'Aundated1.jpg', changedAt: undefined },
    { name: 'Akept_000.jpg', changedAt: 0 },
  ]);
  await sweepAt(day);
  expect([removed, lines]).toEqual([[], [['files-of-no-picture', 2]]]);
});

it('forgets uploads that were cut off a day ago, when all of their files are swept', async () => {
  const { forgotten, sweepAt } = open([]);
  for (let each = 0; each < 24; each += 1) await sweepAt(day + each * hour);
  expect(forgotten.map(([first]) => first).sort()).toEqual([...letters].sort());
  expect(forgotten[0]).toEqual(['A', day - 24 * hour]);
});

it('removes nothing more once it is told to stop', async () => {
  const at = day + 15 * hour;
  const files = ['-first_01.jpg', '-second01.jpg'].map((name) => ({ name, changedAt: 0 }));
  const { removed, forgotten, sweepAt } = open(files);
  await expect(sweepAt(at)).rejects.toThrow('took too long');
  expect([removed, forgotten]).toEqual([['-first_01.jpg'], []]);
});
