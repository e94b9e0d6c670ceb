import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { CatopsError } from '../../../src/platform/errors.js';
import { migrations as allMigrations } from './migrations/index.js';

const table = 'kysely_migration';

/**
 * Brings the database to this version; safe to repeat, and by two processes at once. Tells what
 * this process has done of it, in order. A database of a newer version is refused with
 * `format-too-new` and stays as it is.
 */
export async function migrate<T>(
  db: Kysely<T>,
  migrations: Readonly<Record<string, Migration>> = allMigrations,
): Promise<readonly string[]> {
  await refuseNewer(db, migrations);
  const provider = { getMigrations: async () => ({ ...migrations }) };
  const { error, results = [] } = await new Migrator({ db, provider }).migrateToLatest();
  if (error === undefined) return results.map(({ migrationName }) => migrationName);
  // Another process of a newer version may have come in between.
  await refuseNewer(db, migrations);
  throw error;
}

/** What {@link migrate} would do now, in order. A database of a newer version is refused too. */
export async function pendingMigrations<T>(db: Kysely<T>): Promise<readonly string[]> {
  await refuseNewer(db, allMigrations);
  const applied = new Set(await appliedMigrations(db));
  return migrationNames.filter((name) => !applied.has(name));
}

/** Every migration of this version, in order. */
export const migrationNames: readonly string[] = Object.keys(allMigrations).sort();

async function refuseNewer<T>(
  db: Kysely<T>,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  const unknown = (await appliedMigrations(db)).find((name) => !Object.hasOwn(migrations, name));
  if (unknown === undefined) return;
  throw new CatopsError(
    'format-too-new',
    `The database was written by a newer catops: it has the migration "${unknown}", which this one does not know.`,
    {
      hint: 'Run the newer catops, or give this one another CATOPS_DATA_DIR or CATOPS_DATABASE_URL.',
    },
  );
}

async function appliedMigrations<T>(db: Kysely<T>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === table)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db);
  return rows.map(({ name }) => name);
}
