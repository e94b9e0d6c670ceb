import type { Migration } from 'kysely';

/** What is done after a request is answered, who signed up, and who is told of events. */
export const jobsAndSignUp: Migration = {
  async up(db) {
    await db.schema
      .createTable('jobs')
      // Autoincrement: receivers of webhooks know deliveries by a number that is never used again.
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('type', 'varchar(64)', (column) => column.notNull())
      .addColumn('priority', 'integer', (column) => column.notNull())
      .addColumn('run_at', 'bigint')
      .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('lease', 'varchar(160)')
      .addColumn('account_id', 'varchar(6)')
      .addColumn('payload', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('failure', 'varchar(64)')
      .execute();
    // One take asks for one priority, so it never walks what waits in another.
    await db.schema
      .createIndex('jobs_next')
      .on('jobs')
      .columns(['priority', 'run_at', 'id'])
      .execute();
    await db.schema.createIndex('jobs_by_account').on('jobs').column('account_id').execute();
    await db.schema.createIndex('jobs_by_lease').on('jobs').column('lease').execute();
    await db.schema.alterTable('accounts').addColumn('email', 'varchar(254)').execute();
    await db.schema.alterTable('accounts').addColumn('welcome_key_id', 'varchar(16)').execute();
    await db.schema
      .createIndex('accounts_by_email')
      .unique()
      .on('accounts')
      .column('email')
      .execute();
    await db.schema
      .createTable('webhooks')
      .addColumn('id', 'varchar(32)', (column) => column.primaryKey())
      .addColumn('account_id', 'varchar(6)', (column) => column.notNull())
      .addColumn('url', 'varchar(2048)', (column) => column.notNull())
      .addColumn('events', 'varchar(255)', (column) => column.notNull())
      .addColumn('secret', 'varchar(64)', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('webhooks_by_account')
      .on('webhooks')
      .column('account_id')
      .execute();
  },
};
