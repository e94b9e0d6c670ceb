import type { Kysely, Migration } from 'kysely';
import type { Tables } from '../tables.js';

/** Pictures, breeds, categories, keys, and the sequence of changes. */
export const firstTables: Migration = {
  async up(db) {
    await pictures(db);
    await catalogue(db);
    await keys(db);
    await bookkeeping(db);
  },
};

async function pictures(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('images')
    .addColumn('id', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('extension', 'varchar(4)', (column) => column.notNull())
    .addColumn('width', 'integer', (column) => column.notNull())
    .addColumn('height', 'integer', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull().unique())
    .addColumn('original_filename', 'varchar(100)')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('approved_at', 'bigint')
    .execute();
  await linkTable(db, 'image_breeds', 'breed_id', 'varchar(16)');
  await linkTable(db, 'image_categories', 'category_id', 'integer');
  await db.schema
    .createTable('analyses')
    .addColumn('image_id', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('document', 'text', (column) => column.notNull())
    .addForeignKeyConstraint('analyses_image', ['image_id'], 'images', ['id'], (key) =>
      key.onDelete('cascade'),
    )
    .execute();
}

async function linkTable(
  db: Kysely<unknown>,
  table: 'image_breeds' | 'image_categories',
  column: string,
  type: 'varchar(16)' | 'integer',
): Promise<void> {
  await db.schema
    .createTable(table)
    .addColumn('image_id', 'varchar(64)', (added) => added.notNull())
    .addColumn(column, type, (added) => added.notNull())
    .addPrimaryKeyConstraint(`${table}_key`, ['image_id', column] as never[])
    .addForeignKeyConstraint(`${table}_image`, ['image_id'], 'images', ['id'], (key) =>
      key.onDelete('cascade'),
    )
    .execute();
  // The key answers "which breeds has this picture"; this one the other way round.
  await db.schema
    .createIndex(`${table}_by_${column}`)
    .on(table)
    .columns([column, 'image_id'])
    .execute();
}

async function catalogue(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('breeds')
    .addColumn('id', 'varchar(16)', (column) => column.primaryKey())
    .addColumn('name', 'varchar(100)', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull().unique())
    .addColumn('document', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('categories')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'varchar(100)', (column) => column.notNull().unique())
    .execute();
}

async function keys(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('accounts')
    .addColumn('id', 'varchar(6)', (column) => column.primaryKey())
    .addColumn('name', 'varchar(100)', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('api_keys')
    .addColumn('id', 'varchar(16)', (column) => column.primaryKey())
    .addColumn('account_id', 'varchar(6)', (column) => column.notNull())
    .addColumn('name', 'varchar(100)', (column) => column.notNull())
    .addColumn('kind', 'varchar(8)', (column) => column.notNull())
    .addColumn('hash', 'varchar(64)', (column) => column.notNull().unique())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .addForeignKeyConstraint('api_keys_account', ['account_id'], 'accounts', ['id'])
    .execute();
  await db.schema.createIndex('api_keys_by_account').on('api_keys').column('account_id').execute();
  await db.schema
    .createIndex('api_keys_by_expiry')
    .on('api_keys')
    .columns(['kind', 'expires_at'])
    .execute();
}

async function bookkeeping(db: Kysely<unknown>): Promise<void> {
  // Autoincrement, so that a number is never used again: processes remember the last one they saw.
  await db.schema
    .createTable('changes')
    .addColumn('seq', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('kind', 'varchar(16)', (column) => column.notNull())
    .addColumn('subject', 'varchar(64)', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('meta')
    .addColumn('key', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await (db as Kysely<Pick<Tables, 'meta'>>)
    .insertInto('meta')
    .values({ key: 'format', value: 'catops.database/v1' })
    .onConflict((known) => known.doNothing())
    .execute();
}
