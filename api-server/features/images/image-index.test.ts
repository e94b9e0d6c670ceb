import { describe, expect, it } from 'vitest';
import { image } from '../../testing/fake-app.js';
import { BreedIndex } from '../breeds/index.js';
import { CategoryIndex } from '../categories/index.js';
import { draw } from './draw.js';
import { ImageIndex } from './image-index.js';
import { ImageRows } from './image-row.js';
import type { ImageFilter } from './store.js';

function setUp(count: number) {
  const rows = new ImageRows('http://cats.test', new BreedIndex(''), new CategoryIndex());
  const index = new ImageIndex(rows, Math.random);
  const extensions = ['jpg', 'png', 'gif'] as const;
  const records = Array.from({ length: count }, (_, at) =>
    image(`i${at}`, at, {
      breedIds: at % 2 === 0 ? [`b${at % 10}`] : [],
      categoryIds: at % 3 === 0 ? [at % 5, 7] : [],
      extension: extensions[at % 3] ?? 'jpg',
    }),
  );
  index.put(records.toReversed());
  return { index, records };
}

it('keeps a picture that rests, finds it in no search, and takes it back', () => {
  const { index, records } = setUp(4);
  const [first = image('none', 0)] = records;
  const ids = () =>
    index.search({ filter: {}, order: 'asc', limit: 9, page: 0 }).rows.map(({ id }) => id);
  index.put([{ ...first, resting: true }]);
  expect([ids(), index.get('i0')?.record.resting]).toEqual([['i1', 'i2', 'i3'], true]);
  index.put([first]);
  expect(ids()).toEqual(['i0', 'i1', 'i2', 'i3']);
});

describe('somebody who searches', () => {
  it.each<ImageFilter>([
    {},
    { hasBreeds: true },
    { breedIds: ['b4'] },
    { breedIds: ['b4', 'b8', 'nope', '__proto__'] },
    { categoryIds: [7] },
    { categoryIds: [1, 7], hasBreeds: true },
    { extensions: ['png'] },
    { extensions: ['png', 'gif'], breedIds: ['b2', 'b6'], categoryIds: [2, 7] },
    { breedIds: ['nope'] },
  ])('is given what a look at every picture would give: %j', (filter) => {
    const { index, records } = setUp(300);
    const wanted = records
      .filter(({ breedIds, categoryIds, extension }) => {
        const { breedIds: breeds, categoryIds: categories, extensions, hasBreeds } = filter;
        return (
          (!hasBreeds || breedIds.length > 0) &&
          (!breeds || breedIds.some((id) => breeds.includes(id))) &&
          (!categories || categoryIds.some((id) => categories.includes(id))) &&
          (!extensions || extensions.includes(extension))
        );
      })
      .map(({ id }) => id);
    const page = (order: 'asc' | 'desc', limit: number, at: number) =>
      index.search({ filter, order, limit, page: at }).rows.map(({ id }) => id);

    expect(page('asc', 1000, 0)).toEqual(wanted);
    expect(page('desc', 1000, 0)).toEqual(wanted.toReversed());
    expect(page('asc', 7, 1)).toEqual(wanted.slice(7, 14));
    expect(page('desc', 7, 1)).toEqual(wanted.toReversed().slice(7, 14));
    expect(page('asc', 7, 1_000_000_000)).toEqual([]);
    expect(page('desc', 7, 1_000_000_000)).toEqual([]);
    expect(index.search({ filter, order: 'random', limit: 10, page: 0 }).total).toBe(wanted.length);
  });

  it('is given no picture twice, and all of them when there are fewer than asked for', () => {
    const { index } = setUp(30);
    for (const limit of [1, 10, 15, 16, 29, 30, 100]) {
      const { rows } = index.search({ filter: {}, order: 'random', limit, page: 0 });
      expect(new Set(rows).size).toBe(Math.min(limit, 30));
    }
  });

  it('is given every picture equally often, in every place', () => {
    for (const [size, count] of [
      [10, 3],
      [4, 3],
    ] as const) {
      const seen = Array.from({ length: count }, () => Array(size).fill(0));
      const items = Array.from({ length: size }, (_, item) => item);
      for (let round = 0; round < 20_000; round += 1) {
        draw(items, count, Math.random).forEach((item, place) => {
          const counts = seen[place];
          if (counts) counts[item] += 1;
        });
      }
      for (const value of seen.flat()) expect(value / (20_000 / size)).toBeCloseTo(1, 0.5);
    }
  });
});

describe('a picture that changes', () => {
  it('is found where it now belongs and nowhere else', () => {
    const { index } = setUp(30);
    const ids = (filter: ImageFilter) =>
      index.search({ filter, order: 'asc', limit: 100, page: 0 }).rows.map(({ id }) => id);
    expect(ids({ breedIds: ['b4'] })).toContain('i4');
    index.put([image('i4', 4, { breedIds: ['new'], width: 9 })]);
    expect(ids({ breedIds: ['b4'] })).not.toContain('i4');
    expect(ids({ breedIds: ['new'] })).toEqual(['i4']);
    expect(index.get('i4')?.row).toContain('"width":9');
    index.remove(['i4', 'unknown']);
    expect([ids({ breedIds: ['new'] }), ids({}).length, index.size]).toEqual([[], 29, 29]);
  });
});
