import { CompiledQuery } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createSqlChangeFeed } from '../../infra/sql/change-feed.js';
import { addUpload } from '../../testing/add-upload.js';
import { eachDatabase } from '../../testing/each-database.js';
import { openTestDatabase } from '../../testing/test-database.js';
import { createSqlImageStore } from '../images/sql-store.js';
import { createSqlPictureStore } from '../pictures/sql-store.js';
import { createSqlUploadStore } from './sql-store.js';
import type { Upload } from './store.js';
import { uploadStoreContract } from './store-contract.js';

eachDatabase((name, openDatabase) =>
  uploadStoreContract(name, async () => {
    const { db, close } = await openDatabase();
    const store = createSqlUploadStore(db);
    return { store, images: createSqlImageStore(db), changes: createSqlChangeFeed(db), close };
  }),
);

eachDatabase((name, openDatabase) =>
  describe(`a reserved row on ${name}`, () => {
    const early: Upload = {
      ...{ id: 'early_001', accountId: 'a1b2c3', subId: 's', extension: 'png' },
      ...{ width: 9, height: 8, breedIds: [], categoryIds: [], renditions: [] },
      ...{ originalFilename: 'tom.png', createdAt: 1_700_000_000_000, approved: false },
    };

    it('says that the picture is removed, until it is added', async () => {
      const { db, close } = await openDatabase();
      const [store, pictures] = [createSqlUploadStore(db), createSqlPictureStore(db)];
      const isRemoved = async () => (await pictures.areRemoved([early.id])).get(early.id);
      expect(await isRemoved()).toBeUndefined();
      await store.reserve(early);
      // Nothing of what its owner said is kept of an upload that is cut off.
      expect(await db.selectFrom('images').selectAll().execute()).toMatchObject([
        { account_id: 'a1b2c3', sub_id: null, original_filename: null, approved_at: null },
      ]);
      expect([await isRemoved(), await store.add(early), await isRemoved()]).toEqual([
        ...[true, true, false],
      ]);
      await close();
    });

    it('is not given up while it is being added: that is waited for', async () => {
      const { db, close } = await openDatabase();
      const store = createSqlUploadStore(db);
      await store.reserve(early);
      let [begin, commit] = [() => {}, () => {}];
      const begins = new Promise<void>((resolve) => {
        begin = resolve;
      });
      const commits = new Promise<void>((resolve) => {
        commit = resolve;
      });
      const adding = db.transaction().execute(async (trx) => {
        const added = { review: 'waiting', deleted_at: null } as const;
        await trx.updateTable('images').set(added).where('id', '=', early.id).execute();
        begin();
        await commits;
      });
      await begins;
      const givenUp = store.giveUp(early);
      setTimeout(commit, 50);
      expect(await givenUp).toBe(false);
      await adding;
      await close();
    });

    it('is forgotten some time after it was cut off, and nothing else is', async () => {
      const { db, close } = await openDatabase();
      const [store, pictures] = [createSqlUploadStore(db), createSqlPictureStore(db)];
      const [made, gone] = [
        { ...early, id: 'eMade_001' },
        { ...early, id: 'eGone_001' },
      ];
      for (const each of [made, gone]) await addUpload(store, each);
      await store.remove(gone, 1);
      const others = [
        { ...early, id: 'Early_001' },
        { ...early, id: 'eYoung_01', createdAt: early.createdAt + 1 },
      ];
      for (const each of [early, ...others]) await store.reserve(each);
      await pictures.forgetCutOff(['e', '_'], early.createdAt + 1);
      const left = await db.selectFrom('images').select('id').orderBy('id').execute();
      expect(left.map(({ id }) => id)).toEqual([
        ...['Early_001', 'eGone_001', 'eMade_001', 'eYoung_01'],
      ]);
      await close();
    });
  }),
);

it('asks one query to find an upload and two to list them', async () => {
  const { db, meter, close } = await openTestDatabase();
  const store = createSqlUploadStore(db);
  const find = await meter.measure(() => store.find({ accountId: 'a', id: 'b' }));
  const ask = { accountId: 'a', filter: {}, subId: undefined, originalFilename: undefined };
  const list = await meter.measure(() => store.list({ ...ask, order: 'asc', limit: 10, page: 0 }));
  expect([find.queries, list.queries]).toEqual([1, 2]);
  await close();
});

it('reads what is asked for from an index: own uploads, what waits, and newest votes', async () => {
  const { db, close } = await openTestDatabase();
  const plan = async (query: string) => {
    const explained = CompiledQuery.raw(`explain query plan ${query}`);
    const { rows } = await db.executeQuery<{ detail: string }>(explained);
    return rows.map(({ detail }) => detail).join('\n');
  };
  const own = await plan(
    "select id from images where deleted_at is null and account_id = 'a' order by created_at, id",
  );
  const waiting = await plan(
    "select id from images where review = 'waiting' and deleted_at is null order by created_at, id",
  );
  const votes = await plan(
    "select max(id) from votes where account_id = 'a' and image_id in ('b', 'c') and sub_id = 's' group by image_id",
  );
  expect(own).toContain('images_by_account');
  expect(waiting).toContain('images_by_review');
  expect(votes).toContain('votes_by_image');
  for (const each of [own, waiting, votes]) expect(each).not.toContain('TEMP B-TREE');
  await close();
});
