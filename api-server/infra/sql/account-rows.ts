import type { Selectable } from 'kysely';
import { later, prepared } from './prepared.js';
import type { Db, Tables } from './tables.js';

/** Tables of rows that each belong to one account. */
type AccountTable = 'votes' | 'favourites';
type Row<T extends AccountTable> = Selectable<Tables[T]>;

interface RowRef {
  readonly accountId: string;
  readonly id: number;
}

interface PageAsk {
  readonly accountId: string;
  /** Null: only rows without one; undefined: all. */
  readonly subId: string | null | undefined;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  readonly page: number;
}

/** Finds, lists and removes rows of such a table. No call reaches into another account. */
export function accountRows<T extends AccountTable>(db: Db, table: T) {
  // The columns used here are those that all such tables have.
  const name = table as 'votes';
  const byId = prepared<Row<T>>(
    db,
    db.selectFrom(name).selectAll().where('account_id', '=', later).where('id', '=', 0) as never,
  );
  const matching = ({ accountId, subId }: PageAsk) => {
    const own = db.selectFrom(name).where('account_id', '=', accountId);
    if (subId === undefined) return own;
    return subId === null ? own.where('sub_id', 'is', null) : own.where('sub_id', '=', subId);
  };
  return {
    async find({ accountId, id }: RowRef): Promise<Row<T> | undefined> {
      return (await byId(accountId, id))[0];
    },
    /** One page, and how many rows there are on all of them. */
    async list(
      ask: PageAsk,
    ): Promise<{ readonly rows: readonly Row<T>[]; readonly total: number }> {
      const { order, limit, page } = ask;
      const rows = await matching(ask)
        .selectAll()
        .orderBy('id', order)
        .limit(limit)
        .offset(page * limit)
        .execute();
      const count = await matching(ask)
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return { rows: rows as unknown as Row<T>[], total: Number(count.total) };
    },
    /** Tells of each whether it was there and is gone now. */
    async remove(refs: readonly RowRef[]): Promise<readonly boolean[]> {
      const removed = await db
        .deleteFrom(name)
        .where((either) =>
          either.or(refs.map(({ accountId, id }) => either.and({ account_id: accountId, id }))),
        )
        .returning('id')
        .execute();
      const gone = new Set(removed.map(({ id }) => id));
      // Somebody who asked twice at once is told once that it was there.
      return refs.map(({ id }) => gone.delete(id));
    },
  };
}
