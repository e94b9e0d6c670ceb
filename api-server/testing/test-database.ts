import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../infra/sql/migrate.js';
import { openSqlite } from '../infra/sql/open-sqlite.js';
import { type CountingQueryMeter, createQueryMeter } from '../infra/sql/query-meter.js';
import type { Db } from '../infra/sql/tables.js';
import { builtFile } from './built.js';

/** A database of the test's own, in a new temporary directory. */
export interface TestDatabase {
  readonly db: Db;
  readonly file: string;
  readonly meter: CountingQueryMeter;
  close(): Promise<void>;
}

/** Opens an empty database with all tables; `migrated: false` leaves it without any. */
export async function openTestDatabase(
  options: { migrated?: boolean } = {},
): Promise<TestDatabase> {
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
