import type { Change, ChangeFeed } from '../../ports.js';
import { prepared } from './prepared.js';
import type { Db } from './tables.js';

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
  return {
    latest: async () => Number((await latest())[0]?.seq ?? 0),
    since: async (seq, limit) => (await since(seq, limit)) as Change[],
  };
}

/** Writes changes, in order, in the transaction that makes them. */
export async function recordChanges(
  db: Db,
  changes: readonly Omit<Change, 'seq'>[],
  at: number,
): Promise<void> {
  const rows = changes.map(({ kind, subject }) => ({ kind, subject, at }));
  await insertAll(rows, (some) => db.insertInto('changes').values(some).execute());
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
