import { eachDatabase } from '../../testing/each-database.js';
import { createSqlBreedStore } from './sql-store.js';
import { breedStoreContract } from './store-contract.js';

eachDatabase((name, openDatabase) =>
  breedStoreContract(name, async (breeds) => {
    const { db, close } = await openDatabase();
    const rows = breeds.map((breed, position) => ({
      ...{ id: breed.id, name: breed.name, position },
      document: JSON.stringify(breed),
    }));
    await db.insertInto('breeds').values(rows).execute();
    return { store: createSqlBreedStore(db), close };
  }),
);
