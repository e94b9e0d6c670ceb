import type { Kysely, Migration } from 'kysely';

/** What accounts keep: votes and favourites. */
export const votesAndFavourites: Migration = {
  async up(db) {
    await table(db, 'votes')
      .addColumn('value', 'double precision', (column) => column.notNull())
      .execute();
    await indexes(db, 'votes');
    await table(db, 'favourites').execute();
    await indexes(db, 'favourites');
    await db.schema
      .createIndex('favourites_once')
      .unique()
      .on('favourites')
      .columns(['account_id', 'image_id', 'sub_key'])
      .execute();
  },
};

function table(db: Kysely<unknown>, name: 'votes' | 'favourites') {
  const created = db.schema
    .createTable(name)
    // Autoincrement, so that an id is never given to another row.
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('account_id', 'varchar(6)', (column) => column.notNull())
    .addColumn('image_id', 'varchar(255)', (column) => column.notNull())
    .addColumn('sub_id', 'varchar(255)')
    .addColumn('created_at', 'bigint', (column) => column.notNull());
  if (name === 'votes') return created;
  // The sub_id again, empty where there is none: two nulls are not equal, and would be kept twice.
  return created.addColumn('sub_key', 'varchar(255)', (column) => column.notNull());
}

// Each ends with the id: a page of an account is read from its index in order, without sorting.
async function indexes(db: Kysely<unknown>, name: 'votes' | 'favourites'): Promise<void> {
  await db.schema
    .createIndex(`${name}_by_account`)
    .on(name)
    .columns(['account_id', 'id'])
    .execute();
  await db.schema
    .createIndex(`${name}_by_sub_id`)
    .on(name)
    .columns(['account_id', 'sub_id', 'id'])
    .execute();
}
