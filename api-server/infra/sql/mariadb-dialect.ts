import {
  type Dialect,
  type Kysely,
  MysqlAdapter,
  MysqlDriver,
  MysqlIntrospector,
  type MysqlPool,
  sql,
} from 'kysely';
import { CatopsError } from '../../../src/platform/errors.js';
import { MariaDbQueryCompiler } from './mariadb-query-compiler.js';

/** Kysely's MySQL, with what MariaDB can do more and says otherwise. */
export function createMariaDbDialect(pool: MysqlPool): Dialect {
  return {
    createAdapter: () => new MariaDbAdapter(),
    createDriver: () => new MysqlDriver({ pool }),
    createIntrospector: (db: Kysely<unknown>) => new MysqlIntrospector(db),
    createQueryCompiler: () => new MariaDbQueryCompiler(),
  };
}

/** How long a process waits for another one that is migrating. */
const migrationLockSeconds = 600;

class MariaDbAdapter extends MysqlAdapter {
  override get supportsReturning(): boolean {
    return true;
  }

  // Locks of this kind belong to the whole server, so the name of the database is in theirs. They
  // end with the connection, so one who was killed holds nobody up.
  override async acquireMigrationLock(db: Kysely<unknown>): Promise<void> {
    const { rows } = await sql<{ got: number | null }>`
      select get_lock(${migrationLock}, ${migrationLockSeconds}) as got`.execute(db);
    if (rows[0]?.got === 1) return;
    throw new CatopsError(
      'database-unreachable',
      `Another process has been migrating the database for ${migrationLockSeconds} seconds.`,
      { hint: 'Look for it with "show processlist", and try again when it has ended.' },
    );
  }

  override async releaseMigrationLock(db: Kysely<unknown>): Promise<void> {
    await sql`select release_lock(${migrationLock})`.execute(db);
  }
}

const migrationLock = sql`concat('catops-migrate-', left(sha2(database(), 256), 40))`;
