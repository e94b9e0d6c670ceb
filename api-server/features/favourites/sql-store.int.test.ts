import { openTestDatabase } from '../../testing/test-database.js';
import { createSqlFavouriteStore } from './sql-store.js';
import { favouriteStoreContract } from './store-contract.js';

favouriteStoreContract('SQLite', async () => {
  const { db, close } = await openTestDatabase();
  return { store: createSqlFavouriteStore(db), close };
});
