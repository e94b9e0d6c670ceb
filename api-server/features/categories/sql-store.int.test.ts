import { eachDatabase } from '../../testing/each-database.js';
import { createSqlCategoryStore } from './sql-store.js';
import { categoryStoreContract } from './store-contract.js';

eachDatabase((name, openDatabase) =>
  categoryStoreContract(name, async (categories) => {
    const { db, close } = await openDatabase();
    await db.insertInto('categories').values(categories).execute();
    return { store: createSqlCategoryStore(db), close };
  }),
);
