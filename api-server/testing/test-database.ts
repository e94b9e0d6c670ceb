import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../infra/sql/migrate.js';
import { openSqlite } from '../infra/sql/open-sqlite.js';
import { type CountingQueryMeter, createQueryMeter } from '../infra/sql/query-meter.js';
import type { Db } from '../infra/sql/tables.js';
import { builtFile } from './built.js';

/** A database of the test's own. */
export interface TestDatabase {
  readonly db: Db;
  readonly meter: CountingQueryMeter;
  close(): Promise<void>;
}

/** One in a file. */
export interface TestSqlite extends TestDatabase {
  readonly file: string;
}

/** How it is opened. */
export interface TestDatabaseAsk {
  /** Without any table when false. */
  readonly migrated?: boolean;
}

/** Opens an empty SQLite database in a new temporary directory. */
export async function openTestDatabase(options: TestDatabaseAsk = {}): Promise<TestSqlite> {
  const directory = await mkdtemp(join(tmpdir(), 'catops-db-'));
  const file = join(directory, 'test.db');
  const meter = createQueryMeter();
  const threadFile = builtFile('api-server/sqlite-thread.js');
  const db = await openSqlite({ file, threadFile, meter });
  if (options.migrated !== false) await migrate(db);
  return {
    db,
    file,
    meter,
    async close() {
      await db.destroy();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
