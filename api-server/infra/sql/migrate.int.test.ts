import { type Migration, sql } from 'kysely';
import { expect, it } from 'vitest';
import { builtFile } from '../../testing/built.js';
import { openTestDatabase } from '../../testing/test-database.js';
import { migrate } from './migrate.js';
import { migrations } from './migrations/index.js';
import { openSqlite } from './open-sqlite.js';

const threadFile = builtFile('api-server/sqlite-thread.js');
const meter = { count() {} };

it('does nothing the second time', async () => {
  const { db, close } = await openTestDatabase();
  await migrate(db);
  const { rows } = await sql<{ n: number }>`select count(*) as n from kysely_migration`.execute(db);
  expect(rows).toEqual([{ n: Object.keys(migrations).length }]);
  await close();
});

it('is run by several at once, and each change happens once', async () => {
  const { db, file, close } = await openTestDatabase({ migrated: false });
  const others = await Promise.all(
    Array.from({ length: 4 }, () => openSqlite({ file, threadFile, meter })),
  );
  await Promise.all([db, ...others].map((each) => migrate(each)));
  await db.insertInto('categories').values({ id: 1, name: 'hats' }).execute();
  await Promise.all(others.map((each) => each.destroy()));
  await close();
});

it('leaves nothing behind of a migration that fails', async () => {
  const { db, close } = await openTestDatabase();
  const failing: Migration = {
    async up(trx) {
      await sql`create table half (id integer)`.execute(trx);
      await sql`selec`.execute(trx);
    },
  };
  await expect(migrate(db, { ...migrations, '9999-failing': failing })).rejects.toThrow('syntax');
  await expect(sql`select * from half`.execute(db)).rejects.toThrow('no such table');
  await migrate(db);
  await close();
});

it('refuses a database of a newer version in one sentence and leaves it alone', async () => {
  const { db, close } = await openTestDatabase();
  const newer: Migration = { up: (trx) => sql`create table news (id integer)`.execute(trx).then() };
  await migrate(db, { ...migrations, '9999-newer': newer });
  await expect(migrate(db)).rejects.toMatchObject({
    code: 'format-too-new',
    message: expect.stringContaining('9999-newer'),
  });
  expect((await sql`select * from news`.execute(db)).rows).toEqual([]);
  await close();
});
