import { it } from 'vitest';
import { mariaDbMissing } from './mariadb-server.js';
import { openTestDatabase, type TestDatabase, type TestDatabaseAsk } from './test-database.js';
import { openTestMariaDatabase } from './test-mariadb.js';

/** Opens an empty database of the suite's own. */
export type OpenDatabase = (ask?: TestDatabaseAsk) => Promise<TestDatabase>;

/** Runs a suite on SQLite and on MariaDB. */
export function eachDatabase(suite: (name: string, open: OpenDatabase) => void): void {
  suite('SQLite', openTestDatabase);
  onMariaDb(() => suite('MariaDB', openTestMariaDatabase));
}

/** Runs a suite where MariaDB is installed; elsewhere it is skipped, which CI does not accept. */
export function onMariaDb(suite: () => void): void {
  if (mariaDbMissing === undefined) suite();
  else if (process.env['CI'] === 'true')
    it('runs on MariaDB', () => {
      throw new Error(mariaDbMissing);
    });
  else it.skip(`runs on MariaDB. ${mariaDbMissing}`, () => {});
}
