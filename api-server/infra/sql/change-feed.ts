import type { Change, ChangeFeed } from '../../ports.js';
import { inTransaction } from './in-transaction.js';
import { prepared } from './prepared.js';
import type { Db, Trx } from './tables.js';

/** The sequence of changes in the database. */
export function createSqlChangeFeed(db: Db): ChangeFeed {
  const latest = prepared(
    db,
    db.selectFrom('changes').select(({ fn }) => fn.max('seq').as('seq')),
  );
  const since = prepared(
    db,
    db
      .selectFrom('changes')
      .select(['seq', 'kind', 'subject'])
      .where('seq', '>', 0)
      .orderBy('seq')
      .limit(1),
  );
  const one = prepared(
    db,
    db.selectFrom('changes').select(['kind', 'subject', 'at']).where('seq', '=', 0),
  );
  return {
    latest: async () => Number((await latest())[0]?.seq ?? 0),
    // Whatever it is read from here has all there is.
    ageMs: () => 0,
    replicaLagSeconds: () => null,
    since: async (seq, limit) => (await since(seq, limit)) as Change[],
    async mark(seq) {
      const [row] = await one(seq);
      return row && `${row.at} ${row.kind} ${row.subject}`;
    },
  };
}

/**
 * A transaction that records changes. They run one after the other: whoever comes second waits
 * before it reads anything, and sees what the first one wrote.
 */
export function changing<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
  return inTransaction(db, async (trx) => {
    await takeTurn(trx);
    return work(trx);
  });
}

/** Writes changes, in order, in the transaction that makes them. */
export async function recordChanges(
  trx: Trx,
  changes: readonly Omit<Change, 'seq'>[],
  at: number,
): Promise<void> {
  await takeTurn(trx);
  const rows = changes.map(({ kind, subject }) => ({ kind, subject, at }));
  await insertAll(rows, (some) => trx.insertInto('changes').values(some).execute());
}

// Numbers are given out when a row is inserted, but seen when its transaction ends. Of two at once
// the later number might be seen first, and a follower that has it would never ask for the other.
// So numbers are only given out to the one who holds this row, until its transaction ends.
async function takeTurn(trx: Trx): Promise<void> {
  await trx
    .updateTable('meta')
    .set(({ ref }) => ({ value: ref('value') }))
    .where('key', '=', 'format')
    .execute();
}

/** Inserts many rows a few hundred at a time: a statement takes only so many values. */
export async function insertAll<Row>(
  rows: readonly Row[],
  insert: (rows: readonly Row[]) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += 500) {
    await insert(rows.slice(start, start + 500));
  }
}
