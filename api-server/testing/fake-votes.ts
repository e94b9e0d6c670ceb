import type { AccountListAsk, AccountPage } from '../features/account-rows/index.js';
import type { Vote, VoteStore } from '../features/votes/store.js';

type Query<Row> = <T>(name: string, run: (rows: Row[]) => T) => Promise<T>;

/** Votes over plain data. */
export function fakeVotes(query: Query<Vote>): VoteStore {
  return {
    add: (added) =>
      query('votes.add', (votes) =>
        added.map((vote) => {
          const id = (votes.at(-1)?.id ?? 1000) + 1;
          votes.push({ ...vote, id });
          return id;
        }),
      ),
    find: (ref) =>
      query('votes.find', (votes) =>
        votes.find(({ accountId, id }) => accountId === ref.accountId && id === ref.id),
      ),
    list: (ask) => query('votes.list', (votes) => pageOf(votes, ask)),
    remove: (refs) =>
      query('votes.remove', (votes) =>
        refs.map((ref) => {
          const at = votes.findIndex((v) => v.accountId === ref.accountId && v.id === ref.id);
          if (at >= 0) votes.splice(at, 1);
          return at >= 0;
        }),
      ),
  };
}

/** One page of an account's rows, as a database picks it. */
export function pageOf<Row extends Pick<Vote, 'id' | 'accountId' | 'subId'>>(
  rows: readonly Row[],
  { accountId, subId, order, limit, page }: AccountListAsk,
): AccountPage<Row> {
  const found = rows
    .filter((row) => row.accountId === accountId && (subId === undefined || row.subId === subId))
    .sort((a, b) => (order === 'asc' ? a.id - b.id : b.id - a.id));
  return { rows: found.slice(page * limit, (page + 1) * limit), total: found.length };
}
