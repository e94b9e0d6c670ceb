import { createSqlRestStore } from '../../infra/sql/image-rest.js';
import { createRester } from '../../jobs/rest-unpopular.js';
import { openTestDatabase } from '../test-database.js';
import { addPictures, addVotes } from '../voted-pictures.js';
import type { TwiceWorld } from './twice-world.js';

/** One picture of ten that people dislike. */
export async function restTwice(): Promise<TwiceWorld<'votes.rest'>> {
  const { db, close } = await openTestDatabase();
  await addPictures(db, 10);
  await addVotes(db, 'pic1', { up: 0, down: 30, at: 1_700_000_000_000 });
  return {
    handler: createRester({
      store: createSqlRestStore(db),
      clock: { now: () => 1_700_000_000_000 },
    }),
    payload: {},
    effect: async () => ({
      images: await db.selectFrom('images').select(['id', 'resting_since']).execute(),
      audit: await db.selectFrom('audit').selectAll().execute(),
      changes: await db.selectFrom('changes').selectAll().execute(),
    }),
    close,
  };
}
