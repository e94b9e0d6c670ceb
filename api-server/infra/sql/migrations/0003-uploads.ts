import type { Migration } from 'kysely';

/** Pictures of accounts: whose they are, what was decided about them, and whether they are gone. */
export const uploads: Migration = {
  async up(db) {
    for (const [name, type] of columns) {
      await db.schema.alterTable('images').addColumn(name, type).execute();
    }
    await db.schema
      .createIndex('images_by_account')
      .on('images')
      .columns(['account_id', 'created_at', 'id'])
      .execute();
    await db.schema
      .createIndex('images_by_review')
      .on('images')
      .columns(['review', 'created_at', 'id'])
      .execute();
    // The newest vote of an account and a sub_id on each of a few pictures, without reading others.
    await db.schema
      .createIndex('votes_by_image')
      .on('votes')
      .columns(['account_id', 'image_id', 'sub_id', 'id'])
      .execute();
  },
};

// Each may be null, so that a server of the release before goes on adding pictures.
const columns = [
  ['account_id', 'varchar(6)'],
  ['sub_id', 'varchar(255)'],
  ['review', 'varchar(8)'],
  ['reviewed_at', 'bigint'],
  ['review_reason', 'varchar(255)'],
  ['deleted_at', 'bigint'],
] as const;
