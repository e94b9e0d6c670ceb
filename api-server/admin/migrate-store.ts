import { existsSync } from 'node:fs';
import type { AdminReply } from '../../src/contracts/admin-process.js';
import { dataPaths } from '../infra/data-paths.js';
import { durabilityOf } from '../infra/sql/durability.js';
import { migrate, migrationNames, pendingMigrations } from '../infra/sql/migrate.js';
import { databasePlace } from '../infra/sql/open-database.js';
import { type StoreOptions, withDatabase } from './open-store.js';

/** Brings the database to this version; with `dryRun` it only says what that would do. */
export async function migrateStore(
  options: StoreOptions,
  dryRun: boolean,
): Promise<AdminReply<'db.migrate'>> {
  const file = dataPaths(options.config.dataDir).database;
  const at = databasePlace(options.config, file);
  // Opening it would make it.
  if (dryRun && at.kind === 'sqlite' && !existsSync(file)) {
    return { ...at, applied: [], pending: [...migrationNames], durability: null };
  }
  return withDatabase(options, async (db) => ({
    ...at,
    applied: dryRun ? [] : [...(await migrate(db))],
    pending: [...(await pendingMigrations(db))],
    durability: at.kind === 'mariadb' ? await durabilityOf(db) : null,
  }));
}
