import type { AccountListAsk, AccountPage } from '../features/account-rows/index.js';
import type { Favourite, FavouriteStore } from '../features/favourites/store.js';
import type { Vote, VoteStore } from '../features/votes/store.js';

type Row = Pick<Vote, 'id' | 'accountId' | 'subId'>;
type Ref = Pick<Row, 'id' | 'accountId'>;
type Query<R> = <T>(name: string, run: (rows: R[]) => T) => Promise<T>;

/** Votes over plain data. */
export function fakeVotes(query: Query<Vote>): VoteStore {
  const push = numbered<Vote>(1001);
  return {
    ...accountRows('votes', query),
    add: (added) => query('votes.add', (rows) => added.map((vote) => push(rows, vote))),
    newestOn: (ask) =>
      query('votes.newestOn', (rows) => [
        // Later rows take the place of earlier ones.
        ...new Map(on(rows, ask).map((vote) => [vote.imageId, numbersOf(vote)])).values(),
      ]),
  };
}

/** Favourites over plain data. */
export function fakeFavourites(query: Query<Favourite>): FavouriteStore {
  const isSame = (a: Omit<Favourite, 'id'>) => (b: Favourite) =>
    a.accountId === b.accountId && a.imageId === b.imageId && a.subId === b.subId;
  const push = numbered<Favourite>(2001);
  return {
    ...accountRows('favourites', query),
    add: (added) =>
      query('favourites.add', (rows) =>
        added.map((made) => (rows.some(isSame(made)) ? undefined : push(rows, made))),
      ),
    on: (ask) =>
      query('favourites.on', (rows) => on(rows, ask).map(({ id, imageId }) => ({ id, imageId }))),
  };
}

function numbersOf({ id, imageId, value }: Vote) {
  return { id, imageId, value };
}

interface OnAsk {
  readonly accountId: string;
  readonly subId: string | null;
  readonly imageIds: readonly string[];
}

function on<R extends Row & Pick<Vote, 'imageId'>>(rows: readonly R[], ask: OnAsk): R[] {
  return rows.filter(
    ({ accountId, subId, imageId }) =>
      accountId === ask.accountId && subId === ask.subId && ask.imageIds.includes(imageId),
  );
}

/** Gives every row a number that none had before. */
function numbered<R extends Row>(first: number) {
  let next = first;
  return (rows: R[], row: Omit<R, 'id'>): number => {
    rows.push({ ...row, id: next } as R);
    next += 1;
    return next - 1;
  };
}

function accountRows<R extends Row>(name: string, query: Query<R>) {
  return {
    find: (ref: Ref) => query(`${name}.find`, (rows) => rows.find((row) => isMeant(row, ref))),
    list: (ask: AccountListAsk) => query(`${name}.list`, (rows) => pageOf(rows, ask)),
    remove: (refs: readonly Ref[]) =>
      query(`${name}.remove`, (rows) =>
        refs.map((ref) => {
          const at = rows.findIndex((row) => isMeant(row, ref));
          if (at >= 0) rows.splice(at, 1);
          return at >= 0;
        }),
      ),
  };
}

const isMeant = (row: Ref, ref: Ref) => row.accountId === ref.accountId && row.id === ref.id;

/** One page of an account's rows, as a database picks it. */
function pageOf<R extends Row>(
  rows: readonly R[],
  { accountId, subId, order, limit, page }: AccountListAsk,
): AccountPage<R> {
  const found = rows
    .filter((row) => row.accountId === accountId && (subId === undefined || row.subId === subId))
    .sort((a, b) => (order === 'asc' ? a.id - b.id : b.id - a.id));
  return { rows: found.slice(page * limit, (page + 1) * limit), total: found.length };
}
