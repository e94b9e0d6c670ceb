import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { eachDatabase, onMariaDb } from '../../testing/each-database.js';
import { openTestMariaDatabase } from '../../testing/test-mariadb.js';
import { changing, createSqlChangeFeed, recordChanges } from './change-feed.js';
import type { Db } from './tables.js';

const record = (db: Db, subjects: readonly string[]) =>
  changing(db, (trx) =>
    recordChanges(
      trx,
      subjects.map((subject) => ({ kind: 'image', subject })),
      1,
    ),
  );

eachDatabase((name, open) => {
  it(`${name} gives changes in order, from any point, and never uses a number again`, async () => {
    const { db, close } = await open();
    const feed = createSqlChangeFeed(db);
    expect(await feed.latest()).toBe(0);
    const subjects = Array.from({ length: 1200 }, (_, number) => `image-${number}`);
    await record(db, subjects);
    const all = await feed.since(0, 2000);
    expect(all.map(({ subject }) => subject)).toEqual(subjects);
    const seqs = all.map(({ seq }) => seq);
    expect([...new Set(seqs)].sort((a, b) => a - b)).toEqual(seqs);
    const [last = 0, before = 0] = [seqs.at(-1), seqs.at(-2)];
    expect(await feed.latest()).toBe(last);
    expect(await feed.since(before - 1, 1)).toEqual([
      { seq: before, kind: 'image', subject: 'image-1198' },
    ]);
    expect(await feed.since(last, 10)).toEqual([]);
    await db.deleteFrom('changes').execute();
    await record(db, ['image-x']);
    const [next] = await feed.since(0, 10);
    expect(next?.subject).toBe('image-x');
    expect(next?.seq).toBeGreaterThan(last);
    await close();
  });

  it(`${name} marks a change by what it is and when it was made`, async () => {
    const { db, close } = await open();
    const feed = createSqlChangeFeed(db);
    await record(db, ['image-a', 'image-b']);
    const seqs = (await feed.since(0, 10)).map(({ seq }) => seq);
    const marks = await Promise.all(seqs.map((seq) => feed.mark(seq)));
    expect(marks).toEqual(['1 image image-a', '1 image image-b']);
    expect(await feed.mark(99)).toBeUndefined();
    await close();
  });
});

onMariaDb(() => {
  it('shows a follower the change of a slow transaction, though a faster one began later', async () => {
    const { db, open, close } = await openTestMariaDatabase();
    const follower = createSqlChangeFeed(db);
    const seen: string[] = [];
    let last = 0;
    const follow = async () => {
      for (const { seq, subject } of await follower.since(last, 10)) {
        seen.push(subject);
        last = seq;
      }
    };
    let finish = () => {};
    const told = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let wrote = () => {};
    const written = new Promise<void>((resolve) => {
      wrote = resolve;
    });
    const slow = (await open()).transaction().execute(async (trx) => {
      await recordChanges(trx, [{ kind: 'image', subject: 'slow' }], 1);
      wrote();
      await told;
    });
    await written;
    let ended = false;
    const fast = (await open())
      .transaction()
      .execute((trx) => recordChanges(trx, [{ kind: 'image', subject: 'fast' }], 1))
      .finally(() => {
        ended = true;
      });
    // It is through, or it waits for its turn.
    // The server renews that table only when nobody has read it for a tenth of a second.
    const slowly = { timeout: 10_000, interval: 200 };
    await expect.poll(async () => ended || (await waiting(db)), slowly).toBe(true);
    await follow();
    finish();
    await Promise.all([slow, fast]);
    await follow();
    expect(seen).toEqual(['slow', 'fast']);
    await close();
  });
});

/** Whether a transaction on this server waits for a row that another one holds. */
async function waiting(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select 1 from information_schema.innodb_trx where trx_state = 'LOCK WAIT'`.execute(db);
  return rows.length > 0;
}
