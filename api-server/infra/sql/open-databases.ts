import type { Clock } from '../../../src/platform/host.js';
import type { ChangeFeed, FailureLog, Health, Log } from '../../ports.js';
import { createSqlChangeFeed } from './change-feed.js';
import {
  mariaDbOptions,
  type OpenDatabaseOptions,
  openDatabase,
  replicaOptions,
} from './open-database.js';
import type { Db } from './tables.js';

/** The database as the API uses it. */
export interface Databases {
  /** For what all clients share and nobody writes here. */
  readonly shared: Db;
  /** For what accounts write, and read again at once. */
  readonly own: Db;
  readonly changes: ChangeFeed;
  /** How many queries are done at once for clients. */
  readonly lanes: number;
  close(): Promise<void>;
}

/** What opening takes. */
export interface DatabasesOptions extends OpenDatabaseOptions {
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>;
  readonly log: Log;
  readonly failures: FailureLog;
  readonly health: Health;
}

/** Enough that one route's slow queries leave a thread to the others, and one to the follower. */
const sqliteReaders = 3;

/** One database for both; where replicas are set, shared reads go to one of them. */
export async function openDatabases(options: DatabasesOptions): Promise<Databases> {
  const primary = mariaDbOptions(options);
  const replicas = replicaOptions(options);
  if (primary && replicas.length > 0) {
    const { openReplicated } = await import('./open-replicated.js');
    return openReplicated(options, primary, replicas);
  }
  const db = await openDatabase({ ...options, readers: sqliteReaders });
  const changes = createSqlChangeFeed(db);
  const lanes = primary ? options.config.databaseConnections : sqliteReaders;
  return { shared: db, own: db, changes, lanes, close: () => db.destroy() };
}
