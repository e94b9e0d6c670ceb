import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageFilter, ImageRecord, ImageStore } from './store.js';

/** A store for the suite, and how the suite fills it. */
export interface ImageStoreUnderTest {
  readonly store: ImageStore;
  /** Approved pictures, in the order given; `analysis` where there is one. */
  fill(pictures: readonly (ImageRecord & { readonly analysis?: object })[]): Promise<void>;
  /** A picture the public may not see. */
  addUnapproved(id: string): Promise<void>;
  close(): Promise<void>;
}

const picture = (id: string, position: number, fields: Partial<ImageRecord> = {}): ImageRecord => ({
  ...{ id, extension: 'jpg', width: 640, height: 480, position },
  ...{ breedIds: [], categoryIds: [], ownerId: null, resting: false, renditions: [] },
  ...fields,
});

const pictures = [
  { ...picture('one', 3, { breedIds: ['abys'] }), analysis: { labels: [{ Name: 'Cat' }] } },
  picture('two', 5, { breedIds: ['abys', 'beng'], categoryIds: [4], extension: 'png' }),
  picture('three', 8, { categoryIds: [1, 15] }),
  picture('four', 13, { extension: 'gif' }),
  picture('tired', 21, { resting: true, breedIds: ['rest'] }),
];
const expected = pictures.map(({ id, position, ...rest }) =>
  picture(id, position, {
    extension: rest.extension,
    breedIds: rest.breedIds,
    categoryIds: rest.categoryIds,
    resting: rest.resting,
  }),
);

/** What every {@link ImageStore} does. */
export function imageStoreContract(name: string, open: () => Promise<ImageStoreUnderTest>): void {
  describe(`${name} as a store of pictures`, () => {
    let under: ImageStoreUnderTest;
    beforeAll(async () => {
      under = await open();
      await under.fill(pictures);
      await under.addUnapproved('hidden');
    });
    afterAll(() => under.close());

    const found = async (filter: ImageFilter, order: 'asc' | 'desc' | 'random' = 'asc') => {
      const { rows, total } = await under.store.search({ filter, order, limit: 10, page: 0 });
      return { ids: rows.map(({ id }) => id), total };
    };

    it('lists approved pictures by position, with breeds and categories', async () => {
      expect(await under.store.all()).toEqual(expected);
    });

    it('finds one and several by id, and leaves out those it does not have', async () => {
      expect(await under.store.byIds(['two'])).toEqual([expected[1]]);
      const several = await under.store.byIds(['three', 'none', 'hidden', 'one']);
      expect(several.map(({ id }) => id).sort()).toEqual(['one', 'three']);
      expect(await under.store.byIds([])).toEqual([]);
      expect(await under.store.byIds(['hidden'])).toEqual([]);
    });

    it('knows the analysis of analysed pictures only', async () => {
      expect(await under.store.analysis('one')).toEqual({ labels: [{ Name: 'Cat' }] });
      expect(await under.store.analysis('two')).toBeUndefined();
      expect(await under.store.analysis('none')).toBeUndefined();
    });

    it('takes ids within a filter as alternatives', async () => {
      expect(await found({ breedIds: ['beng', 'none'] })).toEqual({ ids: ['two'], total: 1 });
      expect(await found({ breedIds: ['abys', 'beng'] })).toEqual({
        ids: ['one', 'two'],
        total: 2,
      });
      expect(await found({ categoryIds: [15, 4] })).toEqual({ ids: ['two', 'three'], total: 2 });
    });

    it('takes several filters together', async () => {
      expect(await found({ breedIds: ['abys'], categoryIds: [4] })).toEqual({
        ids: ['two'],
        total: 1,
      });
      expect(await found({ breedIds: ['abys'], extensions: ['gif'] })).toEqual({
        ids: [],
        total: 0,
      });
    });

    it('filters by extension and by having a breed', async () => {
      expect(await found({ extensions: ['png', 'gif'] })).toEqual({
        ids: ['two', 'four'],
        total: 2,
      });
      expect(await found({ hasBreeds: true })).toEqual({ ids: ['one', 'two'], total: 2 });
      expect((await found({ hasBreeds: false })).total).toBe(4);
    });

    it('has a picture that rests, and finds it in no search', async () => {
      expect(await under.store.byIds(['tired'])).toEqual([expected[4]]);
      expect(await found({ breedIds: ['rest'] })).toEqual({ ids: [], total: 0 });
    });

    it('finds nothing among no alternatives', async () => {
      expect(await found({ breedIds: [] })).toEqual({ ids: [], total: 0 });
    });

    it('pages in both directions, and past the end', async () => {
      const page = (order: 'asc' | 'desc', number: number) =>
        under.store.search({ filter: {}, order, limit: 3, page: number });
      expect((await page('asc', 0)).rows.map(({ id }) => id)).toEqual(['one', 'two', 'three']);
      expect((await page('asc', 1)).rows.map(({ id }) => id)).toEqual(['four']);
      expect((await page('desc', 0)).rows.map(({ id }) => id)).toEqual(['four', 'three', 'two']);
      expect(await page('asc', 7)).toEqual({ rows: [], total: 4 });
    });

    it('shuffles without repeating, whatever the page', async () => {
      const orders = new Set<string>();
      for (let round = 0; round < 40; round += 1) {
        const { rows } = await under.store.search({
          filter: {},
          order: 'random',
          limit: 4,
          page: round,
        });
        const ids = rows.map(({ id }) => id);
        expect([...ids].sort()).toEqual(['four', 'one', 'three', 'two']);
        orders.add(ids.join());
      }
      expect(orders.size).toBeGreaterThan(1);
    });

    it('takes any text for an id', async () => {
      for (const id of ["'; drop table images; --", '%', '', '\u0000', '🐈']) {
        expect(await under.store.byIds([id])).toEqual([]);
        expect(await under.store.analysis(id)).toBeUndefined();
        expect((await found({ breedIds: [id] })).total).toBe(0);
      }
    });
  });
}
