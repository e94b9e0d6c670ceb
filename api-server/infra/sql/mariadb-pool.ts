import { performance } from 'node:perf_hooks';
import { clearTimeout, setTimeout } from 'node:timers';
import type { MysqlPool, MysqlPoolConnection } from 'kysely';
import mysql from 'mysql2';
import { Overloaded } from '../../failures/cause.js';
import { blamed, type Dependency } from '../../failures/dependency.js';
import type { BreakerBoard } from '../../health/breaker-board.js';
import { Breaker, BreakerOpen } from '../breaker.js';
import type { MariaDbLocation } from './mariadb-location.js';
import { isLost } from './routed-pool.js';

// The one place that knows the MariaDB driver.

/** How a MariaDB is reached, and how long is waited for it. */
export interface MariaDbOptions {
  readonly location: MariaDbLocation;
  /** Encrypted, and the server's certificate is checked. */
  readonly tls: boolean;
  /** The authority that signed it, PEM; those of Node when not set. */
  readonly ca?: string;
  /** Connections of this process at most. */
  readonly connections: number;
  /** For a free connection, a new one included. */
  readonly connectMs: number;
  /** For one statement; 0 is as long as it takes, for migrations. */
  readonly queryMs: number;
  /** Writes are refused, whatever the user may do there: a replica. */
  readonly readOnly?: boolean;
  readonly meter: { count(): void };
  /** Knows its breaker, where that is shown. */
  readonly breakers?: Pick<BreakerBoard, 'watch'>;
  /** What its failures are told as. */
  readonly dependency: Dependency;
}

/** Waiting for a connection longer than this many queries do is refused at once. */
const queueLimit = 2000;
const transactionSteps: ReadonlySet<string> = new Set(['begin', 'commit', 'rollback']);
/** How often one statement is tried when others held its rows in another order. */
const tries = 5;

/** A pool as Kysely's MySQL dialect takes it. Nothing is connected before the first query. */
export function openMariaDbPool(options: MariaDbOptions): MysqlPool {
  const pool = createPool(options);
  const breaker = new Breaker({
    ...{ dependency: options.dependency, failures: 5, pauseMs: 1000 },
    monotonic: () => performance.now(),
  });
  options.breakers?.watch(options.dependency, breaker);
  const wrapped = new WeakMap<mysql.PoolConnection, MysqlPoolConnection>();
  // Commands of a connection run in order, so this comes before the first query.
  pool.on('connection', (connection) => {
    connection.query(sessionSetup(options), (error) => {
      if (error) connection.destroy();
    });
  });
  return {
    getConnection(callback) {
      if (!breaker.enter()) {
        const open = new BreakerOpen('The database');
        callback(blamed(open, options.dependency), undefined as never);
        return;
      }
      const limit = limited(options.connectMs, (error) =>
        callback(blamed(error, options.dependency), undefined as never),
      );
      pool.getConnection((error, connection) => {
        if (error) {
          if (isLost(error)) breaker.failed();
          limit.settle(() => callback(connectError(error, options), undefined as never));
          return;
        }
        const known = wrapped.get(connection) ?? wrap(connection, options, breaker);
        wrapped.set(connection, known);
        if (!limit.settle(() => callback(null, known))) connection.release();
      });
    },
    end: (callback) => pool.end((error) => callback(error ?? undefined)),
  };
}

function createPool({ location, tls, ca, connections, connectMs }: MariaDbOptions) {
  const { host, port, socketPath, user, password, database } = location;
  return mysql.createPool({
    ...(socketPath === undefined ? { host, port } : { socketPath }),
    ...{ user, password, database, queueLimit },
    // By itself the driver accepts a certificate of any name.
    ...(tls && { ssl: { verifyIdentity: true, ...(ca === undefined ? {} : { ca }) } }),
    connectionLimit: connections,
    maxIdle: connections,
    connectTimeout: connectMs,
    charset: 'utf8mb4',
    timezone: 'Z',
    // An object among the values can then never become SQL of its own.
    stringifyObjects: true,
    flags: ['-LOCAL_FILES'],
  });
}

// Strict: a value that does not fit is an error, never cut. Read committed: a transaction that has
// waited for a lock sees what its holder wrote.
function sessionSetup({ queryMs, readOnly = false }: MariaDbOptions): string {
  const lockSeconds = queryMs === 0 ? 60 : Math.ceil(queryMs / 1000);
  return `set session
    sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
    time_zone = '+00:00',
    tx_isolation = 'READ-COMMITTED',
    tx_read_only = ${readOnly ? 1 : 0},
    autocommit = 1,
    max_statement_time = ${queryMs / 1000},
    innodb_lock_wait_timeout = ${lockSeconds},
    lock_wait_timeout = ${lockSeconds}`;
}

function wrap(
  connection: mysql.PoolConnection,
  { queryMs, meter, dependency }: MariaDbOptions,
  breaker: Breaker,
): MysqlPoolConnection {
  // The server ends a statement in time by itself; this is for a server that says nothing.
  const timeout = queryMs === 0 ? undefined : queryMs + 1000;
  let inTransaction = false;
  const query = (sql: string, values: readonly unknown[], callback?: Callback, done = 0) => {
    if (transactionSteps.has(sql)) inTransaction = sql === 'begin';
    else meter.count();
    const ask = { sql, values: [...values], ...(timeout === undefined ? {} : { timeout }) };
    if (!callback) return connection.query(ask);
    return connection.query(ask, (error, result) => {
      // Nothing of it is left, so it may be said again; of a transaction only the whole.
      const again = error?.code === 'ER_LOCK_DEADLOCK' && !inTransaction && done + 1 < tries;
      if (again) return void query(sql, values, callback, done + 1);
      if (error && isLost(error)) breaker.failed();
      else breaker.succeeded();
      if (error && isSpoilt(error)) connection.destroy();
      callback(error && blamed(plainError(error), dependency), result);
    });
  };
  return { query: query as MysqlPoolConnection['query'], release: () => connection.release() };
}

type Callback = (error: unknown, result: unknown) => void;

// After silence, what an answer belongs to would be guessed. What a user may do everywhere is looked
// up when it connects, so after a grant only a new connection may (https://mariadb.com/kb/en/grant/).
function isSpoilt({ code }: { readonly code?: string }): boolean {
  return code === 'PROTOCOL_SEQUENCE_TIMEOUT' || code === 'ER_SPECIFIC_ACCESS_DENIED_ERROR';
}

// The driver adds the statement with its values, which are nobody's business in a log, and does not
// know what MySQL has not got: https://mariadb.com/kb/en/mariadb-error-code-reference/
function plainError(error: mysql.QueryError & { sql?: string }): Error {
  delete error.sql;
  if (error.errno === 1969) error.code = 'ER_STATEMENT_TIMEOUT';
  return error;
}

// The driver has no code for what is our own limit.
function connectError(error: Error, { dependency }: MariaDbOptions): Error {
  if (error.message === 'Queue limit reached.') {
    return new Overloaded('Too many queries wait for a connection to the database.');
  }
  return blamed(error, dependency);
}

/** Lets `callback` be called once: by `settle` in time, or with an error when the time is over. */
function limited(limitMs: number, callback: (error: Error) => void) {
  let settled = false;
  const late = () => {
    settled = true;
    const message = `No connection to the database within ${limitMs} ms.`;
    callback(Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
  };
  const timer = setTimeout(late, limitMs);
  return {
    settle(act: () => void): boolean {
      clearTimeout(timer);
      if (settled) return false;
      settled = true;
      act();
      return true;
    },
  };
}
