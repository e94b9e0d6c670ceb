import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangeFeed } from '../../ports.js';
import { addUpload } from '../../testing/add-upload.js';
import type { ImageStore } from '../images/store.js';
import type { Upload, UploadAsk, UploadStore } from './store.js';

/** An empty store for the suite, with what the public sees of it and what processes are told. */
export interface UploadStoreUnderTest {
  readonly store: UploadStore;
  readonly images: ImageStore;
  readonly changes: ChangeFeed;
  close(): Promise<void>;
}

const upload = (id: string, accountId: string, more: Partial<Upload> = {}): Upload => ({
  ...{ id, accountId, extension: 'jpg', width: 640, height: 480, breedIds: [], categoryIds: [] },
  renditions: [],
  ...{ subId: null, originalFilename: 'tom.jpg', createdAt: 1_700_000_000_000, approved: false },
  ...more,
});
const all: Omit<UploadAsk, 'accountId'> = {
  ...{ filter: {}, subId: undefined, originalFilename: undefined },
  ...{ order: 'asc', limit: 100, page: 0 },
};

/** What every {@link UploadStore} does. */
export function uploadStoreContract(name: string, open: () => Promise<UploadStoreUnderTest>): void {
  describe(`${name} as a store of uploads`, () => {
    let under: UploadStoreUnderTest;
    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.close());

    it('keeps uploads as they are, and shows the public only what is approved', async () => {
      const { store, images } = under;
      const hidden = upload('hidden_01', 'one', {
        ...{ subId: 'Ünïcode 🐈', originalFilename: null, breedIds: ['abys', 'beng'] },
      });
      const shown = upload('-shown_01', 'one', { approved: true, extension: 'gif' });
      expect([await addUpload(store, hidden), await addUpload(store, shown)]).toEqual([true, true]);
      expect(await store.find({ accountId: 'one', id: 'hidden_01' })).toEqual(hidden);
      expect(await store.find({ accountId: 'one', id: '-shown_01' })).toEqual(shown);
      const records = await images.byIds(['hidden_01', '-shown_01']);
      expect(records).toMatchObject([{ id: '-shown_01', ownerId: 'one', extension: 'gif' }]);
    });

    it('takes no id twice, not even a removed one', async () => {
      const { store } = under;
      expect(await addUpload(store, upload('twice_001', 'two'))).toBe(true);
      expect(await addUpload(store, upload('twice_001', 'other'))).toBe(false);
      expect(await store.find({ accountId: 'other', id: 'twice_001' })).toBeUndefined();
      const several = ['a', 'b', 'c'].map((each) => addUpload(store, upload('race_0001', each)));
      expect((await Promise.all(several)).filter(Boolean)).toHaveLength(1);
    });

    it('shows nobody what is only reserved, and keeps its id for one account', async () => {
      const { store, images, changes } = under;
      const own = upload('early_001', 'early', { approved: true, breedIds: ['abys'] });
      const theirs = { ...own, accountId: 'other' };
      const before = await changes.latest();
      expect(await store.add(own)).toBe(false);
      expect(await store.reserve(own)).toBe(true);
      expect([await store.reserve(own), await store.reserve(theirs)]).toEqual([false, false]);
      expect([await store.find(own), await images.byIds([own.id])]).toEqual([undefined, []]);
      expect((await store.list({ accountId: 'early', ...all })).total).toBe(0);
      expect(await store.remove(own, 1)).toBeUndefined();
      await store.release(theirs);
      expect(await store.add(theirs)).toBe(false);
      expect(await changes.latest()).toBe(before);
      expect([await store.add(own), await store.add(own)]).toEqual([true, false]);
      expect(await store.find(own)).toEqual(own);
    });

    it('gives an id back that is reserved, and none of a picture', async () => {
      const { store } = under;
      const [own, gone] = [upload('back_0001', 'back'), upload('back_0002', 'back')];
      await store.reserve(own);
      await store.release(own);
      expect(await store.add(own)).toBe(false);
      expect(await addUpload(store, { ...own, accountId: 'other' })).toBe(true);
      await addUpload(store, gone);
      await store.release(gone);
      expect(await store.find(gone)).toEqual(gone);
      await store.remove(gone, 1);
      await store.release(gone);
      expect(await addUpload(store, gone)).toBe(false);
    });

    it('gives up what is reserved, for good, and nothing that was added', async () => {
      const { store } = under;
      const [own, added] = [upload('none_0001', 'none'), upload('none_0002', 'none')];
      await store.reserve(own);
      expect([await store.giveUp({ ...own, accountId: 'other' }), await store.giveUp(own)]).toEqual(
        [false, true],
      );
      expect([await store.add(own), await store.find(own)]).toEqual([false, undefined]);
      await addUpload(store, added);
      expect([await store.giveUp(added), await store.find(added)]).toEqual([false, added]);
    });

    it('lists pages in either order of time, and by what is asked', async () => {
      const { store } = under;
      const at = (second: number) => ({ createdAt: 1_700_000_000_000 + second * 1000 });
      const made = [
        upload('list_0001', 'list', { ...at(3), subId: 'a', breedIds: ['abys'] }),
        upload('list_0002', 'list', { ...at(1), subId: 'A', extension: 'png' }),
        upload('list_0003', 'list', { ...at(2), originalFilename: 'x.jpg', approved: true }),
      ];
      for (const each of made) await addUpload(store, each);
      const found = async (ask: Partial<UploadAsk>) => {
        const { rows, total } = await store.list({ accountId: 'list', ...all, ...ask });
        return [rows.map(({ id }) => id.at(-1)).join(''), total];
      };
      expect(await found({})).toEqual(['231', 3]);
      expect(await found({ order: 'desc', limit: 2 })).toEqual(['13', 3]);
      expect(await found({ order: 'desc', limit: 2, page: 1 })).toEqual(['2', 3]);
      expect(await found({ page: 9 })).toEqual(['', 3]);
      expect((await found({ order: 'random', page: 9 }))[1]).toBe(3);
      expect(await found({ subId: 'a' })).toEqual(['1', 1]);
      expect(await found({ subId: null })).toEqual(['3', 1]);
      expect(await found({ originalFilename: 'x.jpg' })).toEqual(['3', 1]);
      expect(await found({ filter: { hasBreeds: true } })).toEqual(['1', 1]);
      expect(await found({ filter: { extensions: ['png'] } })).toEqual(['2', 1]);
      expect(await found({ filter: { breedIds: ['beng'] } })).toEqual(['', 0]);
      expect(await found({ accountId: 'nobody' })).toEqual(['', 0]);
    });

    it('removes for good, once, and nothing of another account', async () => {
      const { store, images } = under;
      const own = upload('gone_0001', 'gone', { approved: true, breedIds: ['abys'] });
      await addUpload(store, own);
      const ref = { accountId: 'gone', id: own.id };
      expect(await store.remove({ ...ref, accountId: 'other' }, 1)).toBeUndefined();
      expect(await images.byIds([own.id])).toHaveLength(1);
      const both = await Promise.all([store.remove(ref, 1), store.remove(ref, 1)]);
      expect(both.filter(Boolean)).toEqual([own]);
      expect(await store.find(ref)).toBeUndefined();
      expect(await images.byIds([own.id])).toEqual([]);
      expect((await store.list({ accountId: 'gone', ...all })).total).toBe(0);
      expect(await store.attachBreed({ ...ref, breedId: 'beng' }, 1)).toBe(false);
    });

    it('changes breeds of own pictures only', async () => {
      const { store } = under;
      const ref = { accountId: 'breed', id: 'breed_001' };
      await addUpload(store, upload(ref.id, ref.accountId, { approved: true, breedIds: ['beng'] }));
      const change = (kind: 'attachBreed' | 'detachBreed', breedId: string, accountId = 'breed') =>
        store[kind]({ ...ref, accountId, breedId }, 1);
      expect(await change('attachBreed', 'abys', 'other')).toBe(false);
      const twice = [change('attachBreed', 'abys'), change('attachBreed', 'abys')];
      expect(await Promise.all(twice)).toEqual([true, true]);
      expect((await store.find(ref))?.breedIds).toEqual(['abys', 'beng']);
      expect(await change('detachBreed', 'beng', 'other')).toBe(false);
      expect(await change('detachBreed', 'beng')).toBe(true);
      expect(await change('detachBreed', 'beng')).toBe(false);
      expect((await store.find(ref))?.breedIds).toEqual(['abys']);
    });

    it('tells every process of each change, and of nothing else', async () => {
      const { store, changes } = under;
      const ref = { accountId: 'told', id: 'told_0001' };
      const before = await changes.latest();
      await addUpload(store, upload(ref.id, ref.accountId));
      await addUpload(store, upload(ref.id, ref.accountId));
      await store.attachBreed({ ...ref, breedId: 'abys' }, 1);
      await store.detachBreed({ ...ref, breedId: 'none' }, 1);
      await store.remove({ ...ref, accountId: 'other' }, 1);
      await store.remove(ref, 1);
      const told = await changes.since(before, 100);
      expect(told.map(({ kind, subject }) => [kind, subject])).toEqual(
        Array.from({ length: 3 }, () => ['image', ref.id]),
      );
    });
  });
}
