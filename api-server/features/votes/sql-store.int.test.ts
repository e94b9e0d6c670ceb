import { openTestDatabase } from '../../testing/test-database.js';
import { createSqlVoteStore } from './sql-store.js';
import { voteStoreContract } from './store-contract.js';

voteStoreContract('SQLite', async () => {
  const { db, close } = await openTestDatabase();
  return { store: createSqlVoteStore(db), close };
});
