import { Kysely, sql } from 'kysely';
import { CatopsError } from '../../../src/platform/errors.js';
import { createMariaDbDialect } from './mariadb-dialect.js';
import { type MariaDbOptions, openMariaDbPool } from './mariadb-pool.js';
import type { Db, Tables } from './tables.js';

/** A database on a MariaDB server, asked once whether it is one that can be used. */
export async function openMariaDb(options: MariaDbOptions): Promise<Kysely<Tables>> {
  const db = new Kysely<Tables>({ dialect: createMariaDbDialect(openMariaDbPool(options)) });
  try {
    await checkServer(db);
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

// The oldest that has `insert … returning` and DDL that is never half done.
const oldest = { major: 10, minor: 6 };

/** Refuses what is no MariaDB, or too old a one. */
export async function checkServer(db: Db): Promise<void> {
  const { rows } = await sql<{ version: string }>`select version() as version`.execute(db);
  const version = rows[0]?.version ?? '';
  const [, major = 0, minor = 0] = (/^(\d+)\.(\d+)\..*MariaDB/.exec(version) ?? []).map(Number);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return;
  throw new CatopsError(
    'config-invalid',
    `CATOPS_DATABASE_URL: the server is ${version}, and catops needs MariaDB ${oldest.major}.${oldest.minor} or newer.`,
  );
}
