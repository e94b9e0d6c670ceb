import { openTestDatabase } from '../../testing/test-database.js';
import { createSqlBreedStore } from './sql-store.js';
import { breedStoreContract } from './store-contract.js';

breedStoreContract('SQLite', async (breeds) => {
  const { db, close } = await openTestDatabase();
  const rows = breeds.map((breed, position) => ({
    ...{ id: breed.id, name: breed.name, position },
    document: JSON.stringify(breed),
  }));
  await db.insertInto('breeds').values(rows).execute();
  return { store: createSqlBreedStore(db), close };
});
