import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewVote, VoteStore } from './store.js';

/** An empty store for the suite. */
export type OpenVoteStore = () => Promise<{ readonly store: VoteStore; close(): Promise<void> }>;

const vote = (accountId: string, more: Partial<NewVote> = {}): NewVote => ({
  ...{ accountId, imageId: 'asf2', subId: null, value: 1, createdAt: 1_700_000_000_123 },
  ...more,
});
const all = { subId: undefined, order: 'asc', limit: 100, page: 0 } as const;

/** What every {@link VoteStore} does. */
export function voteStoreContract(name: string, open: OpenVoteStore): void {
  describe(`${name} as a store of votes`, () => {
    let under: Awaited<ReturnType<OpenVoteStore>>;
    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.close());

    it('keeps votes as they are, each with an id of its own that grows', async () => {
      const votes = [
        vote('one', { value: -1.79e308, imageId: '🐈 "; drop table votes' }),
        vote('one', { value: 0.1, subId: 'Ünïcode' }),
        vote('one'),
        vote('one'),
      ];
      const ids = await under.store.add(votes);
      expect(new Set(ids).size).toBe(4);
      expect([...ids].sort((a, b) => a - b)).toEqual(ids);
      const { rows, total } = await under.store.list({ accountId: 'one', ...all });
      expect(rows).toEqual(votes.map((kept, index) => ({ ...kept, id: ids[index] })));
      expect(total).toBe(4);
      expect(await under.store.find({ accountId: 'one', id: ids[1] ?? 0 })).toEqual(rows[1]);
    });

    it('lists pages in either order, and by sub_id exactly', async () => {
      const votes = ['a', 'A', null, 'a', 'a '].map((subId) => vote('two', { subId }));
      const ids = await under.store.add(votes);
      const idsOf = async (ask: object) => {
        const { rows, total } = await under.store.list({ accountId: 'two', ...all, ...ask });
        return { ids: rows.map(({ id }) => ids.indexOf(id)), total };
      };
      expect(await idsOf({ subId: 'a' })).toEqual({ ids: [0, 3], total: 2 });
      expect(await idsOf({ subId: 'A' })).toEqual({ ids: [1], total: 1 });
      expect(await idsOf({ subId: null })).toEqual({ ids: [2], total: 1 });
      expect(await idsOf({ subId: 'b' })).toEqual({ ids: [], total: 0 });
      expect(await idsOf({ order: 'desc', limit: 2, page: 1 })).toEqual({ ids: [2, 1], total: 5 });
      expect(await idsOf({ page: 9 })).toEqual({ ids: [], total: 5 });
    });

    it('shows and removes nothing of another account', async () => {
      const [own = 0, other = 0] = await under.store.add([vote('three'), vote('four')]);
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

    it('finds the newest on each of some pictures, of one account and one sub_id', async () => {
      const on = (imageId: string, subId: string | null, value: number) =>
        vote('seven', { imageId, subId, value });
      const ids = await under.store.add([
        on('a', 's', 1),
        on('a', 's', -1),
        on('b', 's', 5),
        on('b', null, 6),
        on('c', 's', 7),
        { ...on('a', 's', 9), accountId: 'eight' },
      ]);
      const found = async (subId: string | null, imageIds: string[]) => {
        const newest = await under.store.newestOn({ accountId: 'seven', subId, imageIds });
        return newest.toSorted((a, b) => a.id - b.id);
      };
      expect(await found('s', ['a', 'b', 'none'])).toEqual([
        { id: ids[1], imageId: 'a', value: -1 },
        { id: ids[2], imageId: 'b', value: 5 },
      ]);
      expect(await found(null, ['a', 'b'])).toEqual([{ id: ids[3], imageId: 'b', value: 6 }]);
      expect(await found('S', ['a', 'b'])).toEqual([]);
      expect(await found('s', [])).toEqual([]);
    });

    it('never gives an id again', async () => {
      const [first = 0] = await under.store.add([vote('five')]);
      await under.store.remove([{ accountId: 'five', id: first }]);
      const [second = 0] = await under.store.add([vote('five')]);
      expect(second).toBeGreaterThan(first);
    });
  });
}
