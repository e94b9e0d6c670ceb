import { CompiledQuery } from 'kysely';
import { expect, it } from 'vitest';
import type { Db } from '../../infra/sql/tables.js';
import { eachDatabase } from '../../testing/each-database.js';
import { openTestDatabase } from '../../testing/test-database.js';
import { createSqlImageStore } from './sql-store.js';
import type { ImageRecord } from './store.js';
import { imageStoreContract } from './store-contract.js';

async function insert(db: Db, image: Partial<ImageRecord>, approvedAt: number | null) {
  const { id = '', extension = 'jpg', width = 1, height = 1, position = 0 } = image;
  const row = { id, extension, width, height, position };
  const rest = { original_filename: null, created_at: 1, approved_at: approvedAt };
  await db
    .insertInto('images')
    .values({ ...row, ...rest, resting_since: image.resting ? 1 : null })
    .execute();
  for (const breed of image.breedIds ?? []) {
    await db.insertInto('image_breeds').values({ image_id: id, breed_id: breed }).execute();
  }
  for (const category of image.categoryIds ?? []) {
    await db
      .insertInto('image_categories')
      .values({ image_id: id, category_id: category })
      .execute();
  }
}

eachDatabase((name, openDatabase) =>
  imageStoreContract(name, async () => {
    const { db, close } = await openDatabase();
    return {
      store: createSqlImageStore(db),
      async fill(pictures) {
        for (const { analysis, ...picture } of pictures) {
          await insert(db, picture, 1);
          if (!analysis) continue;
          const document = JSON.stringify(analysis);
          await db.insertInto('analyses').values({ image_id: picture.id, document }).execute();
        }
      },
      addUnapproved: (id) => insert(db, { id, position: 99, breedIds: ['abys'] }, null),
      close,
    };
  }),
);

it('asks two queries for a search and one for anything else', async () => {
  const { db, meter, close } = await openTestDatabase();
  const store = createSqlImageStore(db);
  const cost = async (work: () => Promise<unknown>) => (await meter.measure(work)).queries;
  const query = { filter: { breedIds: ['abys'] }, order: 'asc', limit: 10, page: 0 } as const;
  expect(await cost(async () => store.search(query))).toBe(2);
  expect(await cost(() => store.byIds(['a', 'b']))).toBe(1);
  expect(await cost(() => store.analysis('a'))).toBe(1);
  expect(await cost(() => store.all())).toBe(1);
  await close();
});

it('uses an index for every query but the shuffle and the list of all', async () => {
  const { db, close } = await openTestDatabase();
  const plans = async (query: string) => {
    const { rows } = await db.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${query}`),
    );
    return rows.map(({ detail }) => detail).join('\n');
  };
  const byBreed = await plans(
    "select id from images where approved_at is not null and id in (select image_id from image_breeds where breed_id in ('abys')) order by position",
  );
  expect(byBreed).toContain('image_breeds_by_breed_id');
  expect(await plans('select seq from changes where seq > 3 order by seq limit 5')).toContain(
    'SEARCH',
  );
  expect(await plans("select id from api_keys where kind = 'load' and expires_at <= 3")).toContain(
    'api_keys_by_expiry',
  );
  await close();
});
