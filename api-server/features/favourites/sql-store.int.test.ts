import { eachDatabase } from '../../testing/each-database.js';
import { createSqlFavouriteStore } from './sql-store.js';
import { favouriteStoreContract } from './store-contract.js';

eachDatabase((name, openDatabase) =>
  favouriteStoreContract(name, async () => {
    const { db, close } = await openDatabase();
    return { store: createSqlFavouriteStore(db), close };
  }),
);
