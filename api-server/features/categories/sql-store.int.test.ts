import { openTestDatabase } from '../../testing/test-database.js';
import { createSqlCategoryStore } from './sql-store.js';
import { categoryStoreContract } from './store-contract.js';

categoryStoreContract('SQLite', async (categories) => {
  const { db, close } = await openTestDatabase();
  await db.insertInto('categories').values(categories).execute();
  return { store: createSqlCategoryStore(db), close };
});
