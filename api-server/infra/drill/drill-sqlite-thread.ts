import { serveSqlite } from '../sql/serve-sqlite.js';
import { openConnection, type SqliteConnection } from '../sql/sqlite-connection.js';
import type { ThreadData } from '../sql/sqlite-messages.js';

// Entry of a database thread in a drill: SQLite as it is, and `select sleep(?)`, seconds, which it
// has not got. A thread that sleeps takes no CPU from what is measured beside it.

const sleeping = new Int32Array(new SharedArrayBuffer(4));

function openDrowsy(data: ThreadData): SqliteConnection {
  const connection = openConnection(data);
  return {
    run(sql, parameters) {
      if (sql !== 'select sleep(?)') return connection.run(sql, parameters);
      Atomics.wait(sleeping, 0, 0, Number(parameters[0]) * 1000);
      return { rows: [] };
    },
    get inTransaction() {
      return connection.inTransaction;
    },
    close: () => connection.close(),
  };
}

serveSqlite(openDrowsy);
