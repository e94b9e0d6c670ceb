import { expect, it } from 'vitest';
import { createSqlChangeFeed } from '../../infra/sql/change-feed.js';
import { eachDatabase } from '../../testing/each-database.js';
import { openTestDatabase } from '../../testing/test-database.js';
import { createSqlImageStore } from '../images/sql-store.js';
import { createSqlUploadStore } from './sql-store.js';
import { uploadStoreContract } from './store-contract.js';

eachDatabase((name, openDatabase) =>
  uploadStoreContract(name, async () => {
    const { db, close } = await openDatabase();
    const store = createSqlUploadStore(db);
    return { store, images: createSqlImageStore(db), changes: createSqlChangeFeed(db), close };
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
