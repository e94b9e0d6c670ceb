import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createSqlFavouriteStore } from '../../features/favourites/sql-store.js';
import { onMariaDb } from '../../testing/each-database.js';
import { openTestMariaDatabase } from '../../testing/test-mariadb.js';
import type { Db } from './tables.js';

const category = (id: number) => ({ id, name: `category ${id}` });

onMariaDb(() => {
  it('counts queries, and not what opens and closes a transaction', async () => {
    const { db, meter, close } = await openTestMariaDatabase();
    const { queries } = await meter.measure(() =>
      db.transaction().execute(async (trx) => {
        await trx.insertInto('categories').values(category(1)).execute();
        await trx.selectFrom('categories').select('id').execute();
      }),
    );
    expect(queries).toBe(2);
    await close();
  });

  it('takes a value for a value, whatever is in it', async () => {
    const { db, close } = await openTestMariaDatabase();
    const texts = ["'; drop table meta; --", '\\', "\\'", '\u0000', '🐈', '%', '?', 'ü'];
    await db
      .insertInto('meta')
      .values(texts.map((key) => ({ key, value: key })))
      .execute();
    for (const key of texts) {
      const rows = await db.selectFrom('meta').select('value').where('key', '=', key).execute();
      expect(rows).toEqual([{ value: key }]);
    }
    const crafted = { key: 1 } as unknown as string;
    expect(await db.selectFrom('meta').select('key').where('key', '=', crafted).execute()).toEqual(
      [],
    );
    await close();
  });

  it('refuses what does not fit instead of cutting it', async () => {
    const { db, close } = await openTestMariaDatabase();
    const long = { id: 1, name: 'x'.repeat(101) };
    const refused = db.insertInto('categories').values(long).execute();
    await expect(refused).rejects.toMatchObject({ code: 'ER_DATA_TOO_LONG' });
    // The driver would add the statement with its values.
    await expect(refused).rejects.not.toHaveProperty('sql');
    await close();
  });

  it('ends a statement that takes too long, and uses the connection again', async () => {
    const { open, close } = await openTestMariaDatabase();
    const db = await open({ queryMs: 100, connections: 1 });
    await expect(sql`select sleep(30)`.execute(db)).rejects.toMatchObject({
      code: 'ER_STATEMENT_TIMEOUT',
    });
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
    await close();
  });

  it('waits only so long for a free connection', async () => {
    const { open, close } = await openTestMariaDatabase();
    const db = await open({ connectMs: 50, connections: 1 });
    const held = db.connection().execute((only) => sql`select sleep(1)`.execute(only));
    await expect(sql`select 1`.execute(db)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await held;
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
    await close();
  });

  it('writes groups of two processes whose rows cross, without failing either', async () => {
    const { open, close } = await openTestMariaDatabase();
    const stores = [await open(), await open()].map(createSqlFavouriteStore);
    const group = (round: number) =>
      Array.from({ length: 200 }, (_, number) => ({
        ...{ accountId: 'one', imageId: `pic${number}`, subId: `${round}`, createdAt: 1 },
      }));
    let added = 0;
    for (let round = 0; round < 10; round += 1) {
      const groups = [group(round), group(round).reverse()];
      const results = await Promise.all(
        groups.map((rows, index) => stores[index]?.add(rows) ?? []),
      );
      added += results.flat().filter((id) => id !== undefined).length;
    }
    expect(added).toBe(2000);
    await close();
  });

  it('undoes a transaction that fails', async () => {
    const { db, close } = await openTestMariaDatabase();
    const failing = db.transaction().execute(async (trx) => {
      await trx.insertInto('categories').values(category(1)).execute();
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await namesIn(db)).toEqual([]);
    await close();
  });
});

async function namesIn(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('categories').select('name').execute();
  return rows.map(({ name }) => name);
}
