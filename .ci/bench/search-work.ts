// Measures searches in an index of so many pictures, in a process of its own.

import { BreedIndex } from '../../api-server/features/breeds/breed-index.ts';
import { CategoryIndex } from '../../api-server/features/categories/category-index.ts';
import type { ImageQuery } from '../../api-server/features/images/image-index.ts';
import { ImageIndex } from '../../api-server/features/images/image-index.ts';
import { ImageRows } from '../../api-server/features/images/image-row.ts';
import { searchReply } from '../../api-server/features/images/search-reply.ts';
import type { ImageFilter, ImageRecord } from '../../api-server/features/images/store.ts';

const size = Number(process.argv[2]);
const breeds = 100;
const rarePictures = 10;
const extensions = ['jpg', 'png', 'gif'] as const;

function record(number: number): ImageRecord {
  const breed = number < rarePictures ? 'rare' : `b${number % breeds}`;
  return {
    id: `pic${number}`,
    extension: extensions[number % 20 < 18 ? 0 : (number % 20) - 17] ?? 'jpg',
    ...{
      width: 640,
      height: 480,
      position: number + 1,
      ownerId: null,
      resting: false,
      renditions: [],
    },
    // Every other picture has a breed, as of every other nobody said it.
    breedIds: number % 2 === 0 || number < rarePictures ? [breed] : [],
    categoryIds: number % 10 === 0 ? [4] : [],
  };
}

const kinds: Readonly<Record<string, ImageFilter>> = {
  'any, random': {},
  'the rare breed': { breedIds: ['rare'] },
  'one breed': { breedIds: ['b2'] },
  'three breeds': { breedIds: ['b2', 'b4', 'b6'] },
  'a category': { categoryIds: [4] },
  'a breed of a category': { breedIds: ['b10'], categoryIds: [4] },
  'a type of file': { extensions: ['gif'] },
  'with any breed': { hasBreeds: true },
};
const orders = { 'any, newest first, page 3': { filter: {}, order: 'desc', page: 3 } } as const;

const rows = new ImageRows(
  'https://cats.example',
  new BreedIndex('https://cats.example'),
  new CategoryIndex(),
);
globalThis.gc?.();
const before = process.memoryUsage().rss;
const index = new ImageIndex(rows, Math.random);
for (let from = 0; from < size; from += 500) {
  index.put(Array.from({ length: Math.min(500, size - from) }, (_, at) => record(from + at)));
}
globalThis.gc?.();
const bytes = process.memoryUsage().rss - before;

function search(query: ImageQuery): number {
  const { images, total } = index.find(query);
  return searchReply(
    images.map(({ row }) => row),
    'Thu, 15 Nov 2018 10:20:00 GMT',
    query,
    total,
  ).bytes;
}

/** CPU microseconds of one of so many. */
function cpuOf(times: number, work: () => void): number {
  const start = process.cpuUsage();
  for (let time = 0; time < times; time += 1) work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / times;
}

const queries: Record<string, ImageQuery> = {};
for (const [kind, filter] of Object.entries(kinds)) {
  queries[kind] = { filter, order: 'random', limit: 10, page: 0 };
}
for (const [kind, query] of Object.entries(orders)) queries[kind] = { ...query, limit: 10 };
for (const query of Object.values(queries)) cpuOf(2000, () => search(query));

const measured = Object.entries(queries).map(([kind, query]) => {
  // Taking in nothing is a change, after which no match is remembered.
  const forget = cpuOf(200, () => index.put([]));
  const first = cpuOf(200, () => {
    index.put([]);
    search(query);
  });
  const again = cpuOf(20_000, () => search(query));
  return [kind, { first: Math.max(0, first - forget), again }];
});
process.send?.({ kinds: Object.fromEntries(measured), bytes }, () => process.exit());
