import type { Migration } from 'kysely';

/** What is made of pictures and found in them, who decided what, and what is done at its time. */
export const picturesAndSchedule: Migration = {
  async up(db) {
    // Each may be null, so that a server of the release before goes on adding rows.
    await db.schema.alterTable('images').addColumn('renditions', 'varchar(64)').execute();
    await db.schema.alterTable('images').addColumn('resting_since', 'bigint').execute();
    await db.schema.alterTable('jobs').addColumn('failed_at', 'bigint').execute();
    await db.schema
      .createTable('evidence')
      .addColumn('image_id', 'varchar(9)', (column) => column.primaryKey())
      .addColumn('document', 'text', (column) => column.notNull())
      .addColumn('verdict', 'varchar(16)', (column) => column.notNull())
      .addColumn('score', 'double precision')
      .addColumn('analyser', 'varchar(32)', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('audit')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('actor', 'varchar(64)', (column) => column.notNull())
      .addColumn('action', 'varchar(64)', (column) => column.notNull())
      .addColumn('subject', 'varchar(64)', (column) => column.notNull())
      .addColumn('detail', 'text')
      .execute();
    await db.schema
      .createTable('job_periods')
      .addColumn('job', 'varchar(64)', (column) => column.notNull())
      .addColumn('period', 'varchar(20)', (column) => column.notNull())
      .addColumn('enqueued_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('job_periods_key', ['job', 'period'])
      .execute();
  },
};
