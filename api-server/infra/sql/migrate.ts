import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { CatopsError } from '../../../src/platform/errors.js';
import { migrations as allMigrations } from './migrations/index.js';

const table = 'kysely_migration';

/**
 * Brings the database to this version; safe to repeat, and by two processes at once. A database of
 * a newer version is refused with `format-too-new` and stays as it is.
 */
export async function migrate<T>(
  db: Kysely<T>,
  migrations: Readonly<Record<string, Migration>> = allMigrations,
): Promise<void> {
  await refuseNewer(db, migrations);
  const provider = { getMigrations: async () => ({ ...migrations }) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error === undefined) return;
  // Another process of a newer version may have come in between.
  await refuseNewer(db, migrations);
  throw error;
}

async function refuseNewer<T>(
  db: Kysely<T>,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  const unknown = (await appliedMigrations(db)).find((name) => !Object.hasOwn(migrations, name));
  if (unknown === undefined) return;
  throw new CatopsError(
    'format-too-new',
    `The database was written by a newer catops: it has the migration "${unknown}", which this one does not know.`,
    { hint: 'Run the newer catops, or give this one another CATOPS_DATA_DIR.' },
  );
}

async function appliedMigrations<T>(db: Kysely<T>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === table)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db);
  return rows.map(({ name }) => name);
}
