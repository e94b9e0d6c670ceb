import type { Selectable } from 'kysely';
import { accountRows } from '../../infra/sql/account-rows.js';
import type { Db, Tables } from '../../infra/sql/tables.js';
import type { NewVote, Vote, VoteStore } from './store.js';

/** Votes in the SQL database. */
export function createSqlVoteStore(db: Db): VoteStore {
  const table = accountRows(db, 'votes');
  return {
    async add(votes) {
      const rows = await db.insertInto('votes').values(votes.map(toRow)).returning('id').execute();
      // Ids grow from row to row of one statement; in which order they come back, nothing says.
      return rows.map(({ id }) => id).sort((a, b) => a - b);
    },
    async find(ref) {
      const row = await table.find(ref);
      return row && toVote(row);
    },
    async list(ask) {
      const { rows, total } = await table.list(ask);
      return { rows: rows.map(toVote), total };
    },
    async newestOn({ accountId, subId, imageIds }) {
      if (imageIds.length === 0) return [];
      const newest = db
        .selectFrom('votes')
        .select(({ fn }) => fn.max('id').as('id'))
        .where('account_id', '=', accountId)
        .where('image_id', 'in', imageIds)
        .where('sub_id', subId === null ? 'is' : '=', subId)
        .groupBy('image_id');
      const rows = await db
        .selectFrom('votes')
        .select(['id', 'image_id', 'value'])
        .where('id', 'in', newest)
        .execute();
      return rows.map(({ id, image_id, value }) => ({ id, imageId: image_id, value }));
    },
    remove: (refs) => table.remove(refs),
  };
}

function toRow({ accountId, imageId, subId, value, createdAt }: NewVote) {
  return {
    ...{ account_id: accountId, image_id: imageId, sub_id: subId, value },
    created_at: createdAt,
  };
}

function toVote(row: Selectable<Tables['votes']>): Vote {
  const { id, account_id, image_id, sub_id, value, created_at } = row;
  return {
    ...{ id, accountId: account_id, imageId: image_id, subId: sub_id, value },
    createdAt: created_at,
  };
}
