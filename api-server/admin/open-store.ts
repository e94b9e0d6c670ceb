import { mkdir } from 'node:fs/promises';
import { type DataPaths, dataPaths } from '../infra/data-paths.js';
import { migrate } from '../infra/sql/migrate.js';
import { openSqlite } from '../infra/sql/open-sqlite.js';
import type { Db } from '../infra/sql/tables.js';
import { storeFailure } from '../infra/store-failure.js';

/**
 * Runs work on the embedded store: makes its directories when they are missing, brings the database
 * to this version, and closes it afterwards. Failures of the disk come out as errors of the
 * registry, with the path.
 */
export async function withStore<T>(
  options: { readonly dataDir: string; readonly threadFile: URL },
  work: (db: Db, paths: DataPaths) => Promise<T>,
): Promise<T> {
  const paths = dataPaths(options.dataDir);
  try {
    for (const directory of [paths.root, paths.images, paths.accessLog]) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
    }
    const { threadFile } = options;
    const db = await openSqlite({ file: paths.database, threadFile, meter: { count() {} } });
    try {
      await migrate(db);
      return await work(db, paths);
    } finally {
      await db.destroy();
    }
  } catch (error) {
    throw storeFailure(error, paths.root);
  }
}
