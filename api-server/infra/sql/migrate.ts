import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { CatopsError } from '../../../src/platform/errors.js';
import { migrations as allMigrations } from './migrations/index.js';

const table = 'kysely_migration';

/**
 * Where a migration that takes something away (contract) leaves its own name, in `meta`: a release
 * that does not know that one cannot use the database any more. Others only add, and every release
 * before them goes on.
 */
export const neededMigration = 'needs-migration';

/**
 * Brings the database to this version; safe to repeat, and by two processes at once. Tells what
 * this process has done of it, in order. A database of a newer version stays as it is: it is used
 * while it has all that this version needs, and else refused with `format-too-new`.
 */
export async function migrate<T>(
  db: Kysely<T>,
  migrations: Readonly<Record<string, Migration>> = allMigrations,
): Promise<readonly string[]> {
  if (await isNewer(db, migrations)) return [];
  const provider = { getMigrations: async () => ({ ...migrations }) };
  const { error, results = [] } = await new Migrator({ db, provider }).migrateToLatest();
  if (error === undefined) return results.map(({ migrationName }) => migrationName);
  // Another process of a newer version may have come in between.
  if (await isNewer(db, migrations)) return [];
  throw error;
}

/** What {@link migrate} would do now, in order. Refuses what that refuses. */
export async function pendingMigrations<T>(db: Kysely<T>): Promise<readonly string[]> {
  if (await isNewer(db, allMigrations)) return [];
  const applied = new Set(await appliedMigrations(db));
  return migrationNames.filter((name) => !applied.has(name));
}

/** Every migration of this version, in order. */
export const migrationNames: readonly string[] = Object.keys(allMigrations).sort();

/** Whether a newer version was here; throws when what it did leaves nothing for this one to use. */
async function isNewer<T>(
  db: Kysely<T>,
  migrations: Readonly<Record<string, Migration>>,
): Promise<boolean> {
  const known = (name: string) => Object.hasOwn(migrations, name);
  if ((await appliedMigrations(db)).every(known)) return false;
  const { rows } = await sql<{ value: string }>`
    select value from meta where ${sql.ref('key')} = ${neededMigration}`.execute(db);
  const needed = rows[0]?.value;
  if (needed === undefined || known(needed)) return true;
  throw new CatopsError(
    'format-too-new',
    `The database was written by a newer catops: it has the migration "${needed}", which this one does not know.`,
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
