import type { Selectable } from 'kysely';
import { queueDeliveries } from '../../infra/queue/queue-deliveries.js';
import { accountRows } from '../../infra/sql/account-rows.js';
import { inTransaction } from '../../infra/sql/in-transaction.js';
import type { Db, Tables, Trx } from '../../infra/sql/tables.js';
import type { Favourite, FavouriteStore, NewFavourite } from './store.js';

/** Favourites in the SQL database. */
export function createSqlFavouriteStore(db: Db): FavouriteStore {
  const table = accountRows(db, 'favourites');
  return {
    add: (favourites) =>
      // What is kept and what is to be told of it are durable together, or neither is.
      inTransaction(db, async (trx) => {
        const ids = await insert(trx, favourites);
        const created = favourites.flatMap(({ accountId }, index) => {
          const favouriteId = ids[index];
          const event = 'favourite.created' as const;
          return favouriteId === undefined ? [] : [{ accountId, event, favouriteId }];
        });
        const now = Math.max(...favourites.map(({ createdAt }) => createdAt));
        await queueDeliveries(trx, created, now);
        return ids;
      }),
    async find(ref) {
      const row = await table.find(ref);
      return row && toFavourite(row);
    },
    async list(ask) {
      const { rows, total } = await table.list(ask);
      return { rows: rows.map(toFavourite), total };
    },
    async on({ accountId, subId, imageIds }) {
      if (imageIds.length === 0) return [];
      const rows = await db
        .selectFrom('favourites')
        .select(['id', 'image_id'])
        .where('account_id', '=', accountId)
        .where('image_id', 'in', imageIds)
        .where('sub_key', '=', subId ?? '')
        .execute();
      return rows.map(({ id, image_id }) => ({ id, imageId: image_id }));
    },
    remove: (refs) => table.remove(refs),
  };
}

type Row = Selectable<Tables['favourites']>;

async function insert(trx: Trx, favourites: readonly NewFavourite[]) {
  const added = await trx
    .insertInto('favourites')
    .values(favourites.map(toRow))
    .onConflict((conflict) => conflict.columns(['account_id', 'image_id', 'sub_key']).doNothing())
    .returning(['id', 'account_id', 'image_id', 'sub_key'])
    .execute();
  const ids = new Map(added.map((row) => [keyOf(row), row.id]));
  return favourites.map((favourite) => {
    const key = keyOf(toRow(favourite));
    const id = ids.get(key);
    // The second of two equal ones finds that the first has taken it.
    ids.delete(key);
    return id;
  });
}

/** What makes a favourite one and no other. */
function keyOf({
  account_id,
  image_id,
  sub_key,
}: Pick<Row, 'account_id' | 'image_id' | 'sub_key'>) {
  return JSON.stringify([account_id, image_id, sub_key]);
}

function toRow({ accountId, imageId, subId, createdAt }: NewFavourite) {
  return {
    ...{ account_id: accountId, image_id: imageId, sub_id: subId, sub_key: subId ?? '' },
    created_at: createdAt,
  };
}

function toFavourite({ id, account_id, image_id, sub_id, created_at }: Row): Favourite {
  return {
    ...{ id, accountId: account_id, imageId: image_id, subId: sub_id, createdAt: created_at },
  };
}
