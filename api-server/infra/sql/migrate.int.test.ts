import { type Migration, sql } from 'kysely';
import { expect, it } from 'vitest';
import { builtFile } from '../../testing/built.js';
import { eachDatabase, onMariaDb } from '../../testing/each-database.js';
import { openTestDatabase } from '../../testing/test-database.js';
import { openTestMariaDatabase } from '../../testing/test-mariadb.js';
import { migrate, migrationNames, neededMigration, pendingMigrations } from './migrate.js';
import { migrations } from './migrations/index.js';
import { openSqlite } from './open-sqlite.js';
import type { Db } from './tables.js';

const threadFile = builtFile('api-server/sqlite-thread.js');
const meter = { count() {} };

eachDatabase((name, open) => {
  it(`does everything the first time and nothing the second, on ${name}`, async () => {
    const { db, close } = await open({ migrated: false });
    expect(await pendingMigrations(db)).toEqual(migrationNames);
    expect(await migrate(db)).toEqual(migrationNames);
    expect(await pendingMigrations(db)).toEqual([]);
    expect(await migrate(db)).toEqual([]);
    await close();
  });

  it(`goes on with a database to which a newer version only added, on ${name}`, async () => {
    const { db, close } = await open();
    await migrate(db, { ...migrations, '9998-newer': news });
    expect(await migrate(db)).toEqual([]);
    expect(await pendingMigrations(db)).toEqual([]);
    expect((await sql`select * from news`.execute(db)).rows).toEqual([]);
    await close();
  });

  it(`refuses in one sentence what a newer version took something from, on ${name}`, async () => {
    const { db, close } = await open();
    await migrate(db, { ...migrations, '9998-newer': news, '9999-gone': gone });
    const refused = {
      code: 'format-too-new',
      message: expect.stringContaining('9999-gone'),
    };
    await expect(migrate(db)).rejects.toMatchObject(refused);
    await expect(pendingMigrations(db)).rejects.toMatchObject(refused);
    expect((await sql`select * from news`.execute(db)).rows).toEqual([]);
    await close();
  });
});

const news: Migration = { up: (db) => sql`create table news (id integer)`.execute(db).then() };

const gone: Migration = {
  async up(db: Db) {
    await sql`drop table webhooks`.execute(db);
    await db.insertInto('meta').values({ key: neededMigration, value: '9999-gone' }).execute();
  },
};

it('only adds, or says which version it needs', async () => {
  const { db, close } = await openTestDatabase({ migrated: false });
  for (const name of migrationNames) {
    const statements: string[] = [];
    const watched = db.withPlugin({
      transformQuery: ({ node, queryId }) => {
        statements.push(db.getExecutor().compileQuery(node, queryId).sql);
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    await (migrations[name] as Migration).up(watched);
    const needed = await db
      .selectFrom('meta')
      .selectAll()
      .where('key', '=', neededMigration)
      .execute();
    expect(statements.length).toBeGreaterThan(0);
    if (needed.length === 0) expect(statements.filter((text) => !adds(text))).toEqual([]);
  }
  await close();
});

/** Whether servers of the release before go on as if nothing had happened. */
function adds(statement: string): boolean {
  if (/^(create table|create (unique )?index|insert into "meta")/.test(statement)) return true;
  // What they write has no value for it.
  return (
    /^alter table "\w+" add column /.test(statement) && !/ not null(?! default)/.test(statement)
  );
}

/** Migrates from several processes' pools at once; what each has done, together. */
async function together(pools: readonly Db[]): Promise<readonly string[]> {
  return (await Promise.all(pools.map((pool) => migrate(pool)))).flat().sort();
}

it('is run by several at once, and each change happens once', async () => {
  const { db, file, close } = await openTestDatabase({ migrated: false });
  const others = await Promise.all(
    Array.from({ length: 4 }, () => openSqlite({ file, threadFile, meter })),
  );
  expect(await together([db, ...others])).toEqual(migrationNames);
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

onMariaDb(() => {
  it('is run by several at once on MariaDB, and each change happens once', async () => {
    const { db, open, close } = await openTestMariaDatabase({ migrated: false });
    const others = await Promise.all(Array.from({ length: 3 }, () => open()));
    expect(await together([db, ...others])).toEqual(migrationNames);
    await close();
  });

  it('goes on after it was broken off on MariaDB, behind whichever statement', async () => {
    const whole = await openTestMariaDatabase();
    const broken = await openTestMariaDatabase({ migrated: false });
    let left = Number.POSITIVE_INFINITY;
    const counted = () => {
      if (left === 0) throw new Error('broken off');
      left -= 1;
    };
    const db = await broken.open({ meter: { count: counted } });
    let runs = 0;
    for (const name of migrationNames) {
      const migration = migrations[name] as Migration;
      for (let statements = 1; ; statements += 1) {
        left = statements;
        runs += 1;
        const ended = await migration.up(db).then(
          () => true,
          (error) => {
            if (!/broken off/.test(String(error))) throw error;
            return false;
          },
        );
        if (ended) break;
        expect(left).toBe(0);
      }
    }
    expect(runs).toBeGreaterThan(migrationNames.length);
    expect(await schemaOf(broken.db)).toEqual(
      (await schemaOf(whole.db)).filter((line) => !line.startsWith('kysely_')),
    );
    await Promise.all([whole.close(), broken.close()]);
  });

  it('compares texts exactly on MariaDB, and counts in 64 bits', async () => {
    const { db, close } = await openTestMariaDatabase();
    const { rows } = await sql<{ found: string }>`
      select concat(table_name, '.', column_name, ' ', coalesce(collation_name, ''), ' ', data_type)
        as found
      from information_schema.columns where table_schema = database() and (
        collation_name <> 'utf8mb4_nopad_bin' or
        (extra = 'auto_increment' and data_type <> 'bigint'))`.execute(db);
    expect(rows).toEqual([]);
    await close();
  });
});

/** Columns and indexes of the database, as lines. */
async function schemaOf(db: Db): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select concat_ws(' ', table_name, column_name, column_type, is_nullable, column_key, extra,
      collation_name) as line
    from information_schema.columns where table_schema = database()
    union all
    select concat_ws(' ', table_name, index_name, seq_in_index, column_name, non_unique)
    from information_schema.statistics where table_schema = database()
    order by line`.execute(db);
  return rows.map(({ line }) => line);
}
