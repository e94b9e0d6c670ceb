import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FavouriteStore, NewFavourite } from './store.js';

/** An empty store for the suite. */
export type OpenFavouriteStore = () => Promise<{
  readonly store: FavouriteStore;
  close(): Promise<void>;
}>;

const favourite = (accountId: string, more: Partial<NewFavourite> = {}): NewFavourite => ({
  ...{ accountId, imageId: 'asf2', subId: null, createdAt: 1_700_000_000_123 },
  ...more,
});
const all = { subId: undefined, order: 'asc', limit: 100, page: 0 } as const;

/** What every {@link FavouriteStore} does. */
export function favouriteStoreContract(name: string, open: OpenFavouriteStore): void {
  describe(`${name} as a store of favourites`, () => {
    let under: Awaited<ReturnType<OpenFavouriteStore>>;
    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.close());

    it('keeps favourites as they are, each with an id of its own that grows', async () => {
      const favourites = [
        favourite('one', { imageId: '🐈 "; drop table favourites' }),
        favourite('one', { subId: 'Ünïcode' }),
        favourite('one'),
        favourite('one', { imageId: 'ASF2' }),
      ];
      const ids = await under.store.add(favourites);
      expect(new Set(ids).size).toBe(4);
      expect([...ids].sort((a = 0, b = 0) => a - b)).toEqual(ids);
      const { rows, total } = await under.store.list({ accountId: 'one', ...all });
      expect(rows).toEqual(favourites.map((kept, index) => ({ ...kept, id: ids[index] })));
      expect(total).toBe(4);
      expect(await under.store.find({ accountId: 'one', id: ids[1] ?? 0 })).toEqual(rows[1]);
    });

    it('lists pages in either order, and by sub_id exactly', async () => {
      const favourites = ['a', 'A', null, 'b', 'a '].map((subId) => favourite('two', { subId }));
      const ids = await under.store.add(favourites);
      const idsOf = async (ask: object) => {
        const { rows, total } = await under.store.list({ accountId: 'two', ...all, ...ask });
        return { ids: rows.map(({ id }) => ids.indexOf(id)), total };
      };
      expect(await idsOf({ subId: 'a' })).toEqual({ ids: [0], total: 1 });
      expect(await idsOf({ subId: 'A' })).toEqual({ ids: [1], total: 1 });
      expect(await idsOf({ subId: null })).toEqual({ ids: [2], total: 1 });
      expect(await idsOf({ subId: 'c' })).toEqual({ ids: [], total: 0 });
      expect(await idsOf({ order: 'desc', limit: 2, page: 1 })).toEqual({ ids: [2, 1], total: 5 });
      expect(await idsOf({ page: 9 })).toEqual({ ids: [], total: 5 });
    });

    it('shows and removes nothing of another account', async () => {
      const [own = 0, other = 0] = await under.store.add([favourite('three'), favourite('four')]);
      expect(await under.store.find({ accountId: 'three', id: other })).toBeUndefined();
      const refs = [
        { accountId: 'three', id: other },
        { accountId: 'three', id: own },
        { accountId: 'three', id: own },
        { accountId: 'three', id: own + 1000 },
      ];
      expect(await under.store.remove(refs)).toEqual([false, true, false, false]);
      const { total } = await under.store.list({ accountId: 'four', ...all });
      expect(total).toBe(1);
    });

    it('keeps each once for an account, a picture and a sub_id', async () => {
      const same = favourite('six', { subId: 's' });
      const [first, second, other] = await under.store.add([same, same, favourite('six')]);
      expect([typeof first, second, typeof other]).toEqual(['number', undefined, 'number']);
      expect(await under.store.add([favourite('six'), same])).toEqual([undefined, undefined]);
      await under.store.remove([{ accountId: 'six', id: first ?? 0 }]);
      const [again] = await under.store.add([same]);
      expect(again).toBeGreaterThan(first ?? Infinity);
      const { total } = await under.store.list({ accountId: 'six', ...all });
      expect(total).toBe(2);
    });

    it('finds those among some pictures, of one account and one sub_id', async () => {
      const on = (imageId: string, subId: string | null) => favourite('seven', { imageId, subId });
      const ids = await under.store.add([
        on('a', 's'),
        on('b', null),
        on('c', 's'),
        { ...on('b', 's'), accountId: 'eight' },
      ]);
      const ask = { accountId: 'seven', imageIds: ['a', 'b', 'none'] };
      const found = (subId: string | null) => under.store.on({ ...ask, subId });
      expect(await found('s')).toEqual([{ id: ids[0], imageId: 'a' }]);
      expect(await found(null)).toEqual([{ id: ids[1], imageId: 'b' }]);
      expect(await found('S')).toEqual([]);
      expect(await under.store.on({ ...ask, subId: 's', imageIds: [] })).toEqual([]);
    });

    it('never gives an id again', async () => {
      const [first = 0] = await under.store.add([favourite('five')]);
      await under.store.remove([{ accountId: 'five', id: first }]);
      const [second = 0] = await under.store.add([favourite('five')]);
      expect(second).toBeGreaterThan(first);
    });
  });
}
