import type { SelectQueryBuilder } from 'kysely';
import { later, prepared } from '../../infra/sql/prepared.js';
import type { Db, Tables } from '../../infra/sql/tables.js';
import type { AccountListAsk } from '../account-rows/index.js';
import type { NewVote, Vote, VoteRef, VoteStore } from './store.js';

type Row = Omit<Tables['votes'], 'id'> & { readonly id: number };

/** Votes in the SQL database. */
export function createSqlVoteStore(db: Db): VoteStore {
  const byId = prepared<Row>(
    db,
    db.selectFrom('votes').selectAll().where('account_id', '=', later).where('id', '=', 0),
  );
  return {
    async add(votes) {
      const rows = await db.insertInto('votes').values(votes.map(toRow)).returning('id').execute();
      // Ids grow from row to row of one statement; in which order they come back, nothing says.
      return rows.map(({ id }) => id).sort((a, b) => a - b);
    },
    async find({ accountId, id }) {
      const [row] = await byId(accountId, id);
      return row && toVote(row);
    },
    async list(ask) {
      const [rows, count] = await Promise.all([
        matching(db, ask)
          .selectAll()
          .orderBy('id', ask.order)
          .limit(ask.limit)
          .offset(ask.page * ask.limit)
          .execute(),
        matching(db, ask)
          .select(({ fn }) => fn.countAll<number>().as('total'))
          .executeTakeFirstOrThrow(),
      ]);
      return { rows: rows.map(toVote), total: Number(count.total) };
    },
    async remove(refs) {
      const removed = await db
        .deleteFrom('votes')
        .where((either) => either.or(refs.map((ref) => either.and(columnsOf(ref)))))
        .returning('id')
        .execute();
      const gone = new Set(removed.map(({ id }) => id));
      // Somebody who asked twice at once is told once that it was there.
      return refs.map(({ id }) => gone.delete(id));
    },
  };
}

function matching(
  db: Db,
  { accountId, subId }: AccountListAsk,
): SelectQueryBuilder<Tables, 'votes', object> {
  const own = db.selectFrom('votes').where('account_id', '=', accountId);
  if (subId === undefined) return own;
  return subId === null ? own.where('sub_id', 'is', null) : own.where('sub_id', '=', subId);
}

const columnsOf = ({ accountId, id }: VoteRef) => ({ account_id: accountId, id });

function toRow({ accountId, imageId, subId, value, createdAt }: NewVote) {
  return {
    ...{ account_id: accountId, image_id: imageId, sub_id: subId, value },
    created_at: createdAt,
  };
}

function toVote({ id, account_id, image_id, sub_id, value, created_at }: Row): Vote {
  return {
    ...{ id, accountId: account_id, imageId: image_id, subId: sub_id, value },
    createdAt: created_at,
  };
}
