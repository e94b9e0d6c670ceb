import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import type { MariaDbOptions } from '../infra/sql/mariadb-pool.js';
import { migrate } from '../infra/sql/migrate.js';
import { openMariaDb } from '../infra/sql/open-mariadb.js';
import { createQueryMeter } from '../infra/sql/query-meter.js';
import type { Db } from '../infra/sql/tables.js';
import type { TestDatabase, TestDatabaseAsk } from './test-database.js';

/** A database of the test's own on the MariaDB of the run. */
export interface TestMariaDatabase extends TestDatabase {
  readonly url: string;
  /** Another pool on the same database, as another process has it. */
  open(options?: Partial<MariaDbOptions>): Promise<Db>;
}

/** Makes an empty database; `close` drops it. */
export async function openTestMariaDatabase(ask: TestDatabaseAsk = {}): Promise<TestMariaDatabase> {
  const port = await portOfServer();
  const database = `t_${randomBytes(6).toString('hex')}`;
  const root = await openOn(port, 'mysql');
  await root.schema.createSchema(database).execute();
  const meter = createQueryMeter();
  const opened: Db[] = [];
  const open = async (options: Partial<MariaDbOptions> = {}) => {
    const db = await openOn(port, database, { meter, ...options });
    opened.push(db);
    return db;
  };
  const db = await open();
  if (ask.migrated !== false) await migrate(db);
  return {
    db,
    meter,
    open,
    url: `mysql://app:a@127.0.0.1:${port}/${database}`,
    async close() {
      await Promise.all(opened.map((each) => each.destroy()));
      await root.schema.dropSchema(database).execute();
      await root.destroy();
    },
  };
}

function openOn(port: number, database: string, options: Partial<MariaDbOptions> = {}) {
  return openMariaDb({
    location: { host: '127.0.0.1', port, user: 'app', password: 'a', database },
    ...{ tls: false, connections: 5, connectMs: 5000, queryMs: 20_000, meter: { count() {} } },
    dependency: 'database',
    ...options,
  });
}

async function portOfServer(): Promise<number> {
  const reply = await fetch(inject('mariaDbUrl'));
  const text = await reply.text();
  if (!reply.ok) throw new Error(text);
  return Number(text);
}
