import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { messageOf } from '../../../src/platform/errors.js';
import { builtFile } from '../../testing/built.js';
import { openTestDatabase, type TestSqlite } from '../../testing/test-database.js';
import { openSqlite } from './open-sqlite.js';

let test: TestSqlite;
beforeEach(async () => {
  test = await openTestDatabase();
});
afterEach(() => test.close());

const threadFile = builtFile('api-server/sqlite-thread.js');
const meter = { count() {} };

it('writes through to the disk and waits for other processes', async () => {
  const { rows } = await sql`select * from pragma_journal_mode, pragma_synchronous,
    pragma_foreign_keys, pragma_busy_timeout`.execute(test.db);
  expect(rows).toEqual([{ journal_mode: 'wal', synchronous: 2, foreign_keys: 1, timeout: 10_000 }]);
});

it('gives rows, counts and ids; bytes come as bytes and truth as 1', async () => {
  const { db } = test;
  await sql`create table things (id integer primary key, bytes blob, yes integer)`.execute(db);
  const bytes = Buffer.from([1, 2, 255]);
  const inserted = await sql`insert into things (bytes, yes) values (${bytes}, ${true})`.execute(
    db,
  );
  expect([inserted.insertId, inserted.numAffectedRows]).toEqual([1n, 1n]);
  const { rows } = await sql<{ bytes: Uint8Array }>`select * from things`.execute(db);
  expect(rows).toEqual([{ id: 1, bytes: new Uint8Array([1, 2, 255]), yes: 1 }]);
});

it('says what is wrong with a statement, with the code of the database', async () => {
  const { db } = test;
  await expect(sql`selec`.execute(db)).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
  const row = { key: 'a', value: 'b' };
  await db.insertInto('meta').values(row).execute();
  await expect(db.insertInto('meta').values(row).execute()).rejects.toMatchObject({
    code: 'SQLITE_CONSTRAINT_PRIMARYKEY',
  });
});

it('keeps the queries of others out of a transaction', async () => {
  const { db } = test;
  const half = db.transaction().execute(async (trx) => {
    await trx.insertInto('meta').values({ key: 'half', value: '1' }).execute();
    const outside = db.selectFrom('meta').selectAll().where('key', '=', 'half').execute();
    const written = db.insertInto('meta').values({ key: 'other', value: '1' }).execute();
    await trx.insertInto('meta').values({ key: 'more', value: '1' }).execute();
    return Promise.reject(Object.assign(new Error('no'), { outside, written }));
  });
  const { outside, written } = await half.catch((error) => error);
  expect(await outside).toEqual([]);
  await written;
  const keys = await db.selectFrom('meta').select('key').where('key', '!=', 'format').execute();
  expect(keys).toEqual([{ key: 'other' }]);
});

it('writes nothing more of a transaction that the database has ended, and says why', async () => {
  const { db } = test;
  await sql`create table full_disk (id integer primary key)`.execute(db);
  // What a full disk does, on order.
  await sql`create trigger full before insert on full_disk
    begin select raise(rollback, 'disk is full'); end`.execute(db);
  let late: Promise<unknown> | undefined;
  const transaction = db.transaction().execute(async (trx) => {
    const full = sql`insert into full_disk (id) values (1)`.execute(trx);
    late = trx.insertInto('meta').values({ key: 'late', value: '' }).execute().catch(messageOf);
    await full;
  });
  await expect(transaction).rejects.toThrow('disk is full');
  expect(await late).toContain('has been rolled back');
  expect(await db.selectFrom('meta').selectAll().where('key', '=', 'late').execute()).toEqual([]);
});

it('runs transactions of two connections to the file one after the other', async () => {
  const other = await openSqlite({ file: test.file, threadFile, meter });
  await test.db.insertInto('meta').values({ key: 'n', value: '0' }).execute();
  const addOne = (db: typeof other) =>
    db.transaction().execute(async (trx) => {
      const row = await trx.selectFrom('meta').select('value').where('key', '=', 'n').execute();
      const value = String(Number(row[0]?.value) + 1);
      await trx.updateTable('meta').set({ value }).where('key', '=', 'n').execute();
    });
  const both = Array.from({ length: 40 }, (_, n) => addOne(n % 2 === 0 ? other : test.db));
  await Promise.all(both);
  const row = await other.selectFrom('meta').select('value').where('key', '=', 'n').execute();
  expect(row).toEqual([{ value: '40' }]);
  await other.destroy();
});

it('finishes what is under way before it closes, and takes nothing after', async () => {
  const db = await openSqlite({ file: test.file, threadFile, meter });
  const writes = Array.from({ length: 50 }, (_, n) =>
    db
      .insertInto('meta')
      .values({ key: `k${n}`, value: '' })
      .execute(),
  );
  const transaction = db.transaction().execute(async (trx) => {
    await trx.insertInto('meta').values({ key: 'first', value: '' }).execute();
    await trx.insertInto('meta').values({ key: 'second', value: '' }).execute();
  });
  await Promise.resolve();
  await Promise.all([...writes, transaction, db.destroy()]);
  await expect(db.selectFrom('meta').selectAll().execute()).rejects.toThrow(/destroyed/);
  const { rows } = await sql<{ n: number }>`select count(*) as n from meta`.execute(test.db);
  expect(rows).toEqual([{ n: 53 }]);
});

it('refuses a file that cannot be opened', async () => {
  const file = `${test.file}/not/there.db`;
  await expect(openSqlite({ file, threadFile, meter })).rejects.toMatchObject({
    code: 'SQLITE_CANTOPEN',
  });
});

/** Lets nobody else write to the file, so that the thread that writes stands still, until `free`. */
async function holdLock(file: string): Promise<{ free(): Promise<void> }> {
  const other = await openSqlite({ file, threadFile, meter });
  let free = () => {};
  let held = () => {};
  const isHeld = new Promise<void>((resolve) => {
    held = resolve;
  });
  const transaction = other.transaction().execute(async () => {
    held();
    await new Promise<void>((resolve) => {
      free = resolve;
    });
  });
  await isHeld;
  return {
    async free() {
      free();
      await transaction;
      await other.destroy();
    },
  };
}

it('reads while the thread that writes stands still, what was committed before', async () => {
  const db = await openSqlite({ file: test.file, threadFile, meter, readers: 2 });
  const write = (key: string) => db.insertInto('meta').values({ key, value: '' }).execute();
  const read = (key: string) => db.selectFrom('meta').selectAll().where('key', '=', key).execute();
  await write('before');
  const lock = await holdLock(test.file);
  const waiting = write('after');
  const read10 = await Promise.all(Array.from({ length: 10 }, () => read('before')));
  expect(read10.map((rows) => rows.length)).toEqual(Array(10).fill(1));
  expect(await read('after')).toEqual([]);
  await lock.free();
  await waiting;
  expect(await read('after')).toHaveLength(1);
  await db.destroy();
});

it('reads in a transaction what was written in it, and only there', async () => {
  const db = await openSqlite({ file: test.file, threadFile, meter, readers: 2 });
  const seen = (from: typeof db) =>
    from.selectFrom('meta').selectAll().where('key', '=', 'inside').execute();
  await db.transaction().execute(async (trx) => {
    await trx.insertInto('meta').values({ key: 'inside', value: '' }).execute();
    expect([await seen(trx), await seen(db)]).toEqual([[expect.anything()], []]);
  });
  expect(await seen(db)).toHaveLength(1);
  await db.destroy();
});

it('never does what was refused because it waited too long', async () => {
  const db = await openSqlite({ file: test.file, threadFile, meter, readers: 1, limitMs: 100 });
  const write = (key: string) => db.insertInto('meta').values({ key, value: '' }).execute();
  const lock = await holdLock(test.file);
  const tooLong = [write('begun'), write('late'), db.transaction().execute(async () => {})];
  for (const result of await Promise.allSettled(tooLong)) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'ETIMEDOUT' } });
  }
  await lock.free();
  let tries = 0;
  const works = () => {
    tries += 1;
    return write(`later ${tries}`).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(works).toBe(true);
  const late = db.selectFrom('meta').select('key').where('key', '=', 'late');
  expect(await late.execute()).toEqual([]);
  await db.destroy();
});
