import { renditionsText, renditionsWithin } from '../features/images/index.js';
import { insertAll, recordChanges } from '../infra/sql/change-feed.js';
import type { Db, Trx } from '../infra/sql/tables.js';
import type { Seed } from './seed.js';

const versionKey = 'seedVersion';

/** The version of the seed the store was filled with; undefined when it never was. */
export async function storedSeedVersion(db: Db): Promise<string | undefined> {
  const row = await db
    .selectFrom('meta')
    .select('value')
    .where('key', '=', versionKey)
    .executeTakeFirst();
  return row?.value;
}

/** Fills the store, in the caller's transaction. Pictures that came otherwise are left alone. */
export async function writeSeed(db: Trx, seed: Seed, now: number): Promise<void> {
  await writeCategories(db, seed);
  await writeBreeds(db, seed);
  await writePictures(db, seed, now);
  await recordChanges(db, changesOf(seed), now);
  await db.deleteFrom('meta').where('key', '=', versionKey).execute();
  await db.insertInto('meta').values({ key: versionKey, value: seed.version }).execute();
}

async function writeCategories(db: Db, { categories }: Seed): Promise<void> {
  await db.deleteFrom('categories').execute();
  await insertAll(categories, (some) => db.insertInto('categories').values(some).execute());
}

async function writeBreeds(db: Db, { breeds }: Seed): Promise<void> {
  await db.deleteFrom('breeds').execute();
  const rows = breeds.map((breed, index) => ({
    id: breed.id,
    name: breed.name,
    position: index + 1,
    document: JSON.stringify(breed),
  }));
  await insertAll(rows, (some) => db.insertInto('breeds').values(some).execute());
}

async function writePictures(db: Db, { pictures }: Seed, now: number): Promise<void> {
  const positions = await positionsFor(db, pictures);
  const images = pictures.map(({ id, extension, width, height, ...picture }) => ({
    ...{ id, extension, width, height },
    position: positions.get(id) ?? 0,
    original_filename: picture.originalFilename,
    created_at: Date.parse(picture.createdAt),
    approved_at: now,
    renditions: renditionsText(renditionsWithin(width)),
  }));
  // What belongs to a picture goes with it.
  await insertAll(images, async (some) => {
    const ids = some.map(({ id }) => id);
    await db.deleteFrom('images').where('id', 'in', ids).execute();
    await db.insertInto('images').values(some).execute();
  });
  const breeds = pictures.flatMap(({ id, breedIds }) =>
    breedIds.map((breed) => ({ image_id: id, breed_id: breed })),
  );
  await insertAll(breeds, (some) => db.insertInto('image_breeds').values(some).execute());
  const categories = pictures.flatMap(({ id, categoryIds }) =>
    categoryIds.map((category) => ({ image_id: id, category_id: category })),
  );
  await insertAll(categories, (some) => db.insertInto('image_categories').values(some).execute());
  const analyses = pictures.map(({ id, analysis }) => ({
    image_id: id,
    document: JSON.stringify(analysis),
  }));
  await insertAll(analyses, (some) => db.insertInto('analyses').values(some).execute());
}

// A picture that is already there keeps its place; new ones come after everything.
async function positionsFor(db: Db, pictures: Seed['pictures']): Promise<Map<string, number>> {
  const known = await db.selectFrom('images').select(['id', 'position']).execute();
  const positions = new Map(known.map(({ id, position }) => [id, position]));
  let last = Math.max(0, ...positions.values());
  for (const { id } of pictures) {
    if (positions.has(id)) continue;
    last += 1;
    positions.set(id, last);
  }
  return positions;
}

function changesOf({ categories, breeds, pictures }: Seed) {
  return [
    ...categories.map(({ id }) => ({ kind: 'category' as const, subject: String(id) })),
    ...breeds.map(({ id }) => ({ kind: 'breed' as const, subject: id })),
    ...pictures.map(({ id }) => ({ kind: 'image' as const, subject: id })),
  ];
}
