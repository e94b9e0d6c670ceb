import { eachDatabase } from '../../testing/each-database.js';
import { createSqlVoteStore } from './sql-store.js';
import { voteStoreContract } from './store-contract.js';

eachDatabase((name, openDatabase) =>
  voteStoreContract(name, async () => {
    const { db, close } = await openDatabase();
    return { store: createSqlVoteStore(db), close };
  }),
);
