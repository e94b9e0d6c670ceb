import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { ApiConfig } from '../config.js';
import { type DataPaths, dataPaths } from '../infra/data-paths.js';
import { databaseFailure } from '../infra/database-failure.js';
import { migrate } from '../infra/sql/migrate.js';
import { type DatabaseConfig, databasePlace, openDatabase } from '../infra/sql/open-database.js';
import type { Db } from '../infra/sql/tables.js';

/** Which store it is. */
export interface StoreOptions {
  readonly config: DatabaseConfig & Pick<ApiConfig, 'dataDir' | 'pictures'>;
  readonly threadFile: URL;
}

/**
 * Runs work on the store: makes its directories when they are missing, brings the database to this
 * version, and closes it afterwards. Failures of the disk and of the database come out as errors of
 * the registry, with the place.
 */
export function withStore<T>(
  options: StoreOptions,
  work: (db: Db, paths: DataPaths) => Promise<T>,
): Promise<T> {
  return withDatabase(options, async (db, paths) => {
    await migrate(db);
    return work(db, paths);
  });
}

/**
 * Undefined, and nothing is made, where there is no database; else questions to it as it is. They take
 * no longer than those of the API.
 */
export async function onDatabase<T>(
  options: StoreOptions,
  work: (db: Db) => Promise<T>,
): Promise<T | undefined> {
  const { database } = dataPaths(options.config.dataDir);
  const isThere = options.config.databaseUrl !== undefined || existsSync(database);
  return isThere ? inDatabase(options, work) : undefined;
}

/** The same as {@link withStore}, with the database as it is. */
export function withDatabase<T>(
  options: StoreOptions,
  work: (db: Db, paths: DataPaths) => Promise<T>,
): Promise<T> {
  // Migrations and seeds take as long as they take.
  return inDatabase({ ...options, config: { ...options.config, databaseQueryMs: 0 } }, work);
}

async function inDatabase<T>(
  { config, threadFile }: StoreOptions,
  work: (db: Db, paths: DataPaths) => Promise<T>,
): Promise<T> {
  const paths = dataPaths(config.dataDir, config.pictures);
  const file = paths.database;
  try {
    for (const directory of [paths.root, paths.images, paths.accessLog]) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
    }
    const db = await openDatabase({ config, file, threadFile, meter: { count() {} } });
    try {
      return await work(db, paths);
    } finally {
      await db.destroy();
    }
  } catch (error) {
    throw databaseFailure(error, databasePlace(config, file), paths.root);
  }
}
