import { expect, it } from 'vitest';
import { openTestDatabase } from '../../testing/test-database.js';
import { createSqlChangeFeed, recordChanges } from './change-feed.js';

it('gives changes in order, from any point, and never uses a number again', async () => {
  const { db, close } = await openTestDatabase();
  const feed = createSqlChangeFeed(db);
  expect(await feed.latest()).toBe(0);
  const subjects = Array.from({ length: 1200 }, (_, number) => `image-${number}`);
  await recordChanges(
    db,
    subjects.map((subject) => ({ kind: 'image', subject })),
    1,
  );
  expect(await feed.latest()).toBe(1200);
  expect((await feed.since(0, 2000)).map(({ subject }) => subject)).toEqual(subjects);
  expect(await feed.since(1198, 1)).toEqual([{ seq: 1199, kind: 'image', subject: 'image-1198' }]);
  expect(await feed.since(1200, 10)).toEqual([]);
  await db.deleteFrom('changes').execute();
  await recordChanges(db, [{ kind: 'key', subject: 'key_1' }], 2);
  expect(await feed.since(1200, 10)).toEqual([{ seq: 1201, kind: 'key', subject: 'key_1' }]);
  await close();
});
