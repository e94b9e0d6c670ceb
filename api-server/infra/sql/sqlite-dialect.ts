import { setImmediate as afterCallbacks } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { SqliteClient } from './sqlite-client.js';
import type { SqliteLanes } from './sqlite-lanes.js';
import type { SqlRequest } from './sqlite-messages.js';

/** Kysely's SQLite, with the statements run by the threads that have the file open. */
export function createSqliteDialect(lanes: SqliteLanes, onQuery: () => void): Dialect {
  return {
    createAdapter: () => new ThreadAdapter(),
    createDriver: () => new ThreadDriver(lanes, onQuery),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/**
 * SQLite can roll a half-done migration back, and a transaction here takes the write lock when it
 * begins. So the migrations of two processes at once run one after the other.
 */
class ThreadAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ThreadDriver implements Driver {
  readonly #lanes: SqliteLanes;
  readonly #onQuery: () => void;
  #sessions = 0;
  #open = 0;
  #onIdle: () => void = () => {};

  constructor(lanes: SqliteLanes, onQuery: () => void) {
    this.#lanes = lanes;
    this.#onQuery = onQuery;
  }

  init(): Promise<void> {
    return this.#lanes.writer.opened();
  }

  async acquireConnection(): Promise<ThreadConnection> {
    this.#sessions += 1;
    this.#open += 1;
    return new ThreadConnection(this.#lanes, this.#sessions, this.#onQuery);
  }

  // Immediate: transactions are for writing. One that begins by reading and writes later is refused
  // at once, without any waiting, when another process wrote in between.
  async beginTransaction(connection: ThreadConnection): Promise<void> {
    await connection.step('begin immediate', 'begin');
  }

  async commitTransaction(connection: ThreadConnection): Promise<void> {
    await connection.step('commit', 'commit');
  }

  async rollbackTransaction(connection: ThreadConnection): Promise<void> {
    await connection.step('rollback', 'rollback');
  }

  async releaseConnection(): Promise<void> {
    this.#open -= 1;
    if (this.#open === 0) this.#onIdle();
  }

  /** Waits for what is under way, whole transactions included. Kysely begins nothing after this. */
  async destroy(): Promise<void> {
    // Queries asked for just before have not come for their connection yet.
    await afterCallbacks();
    if (this.#open > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    await this.#lanes.close();
  }
}

class ThreadConnection implements DatabaseConnection {
  readonly #lanes: SqliteLanes;
  readonly #session: number;
  readonly #onQuery: () => void;
  readonly #life: object;
  #inTransaction = false;

  constructor(lanes: SqliteLanes, session: number, onQuery: () => void) {
    this.#lanes = lanes;
    this.#session = session;
    this.#onQuery = onQuery;
    this.#life = lanes.writer.thread();
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    this.#onQuery();
    const statement = { sql, parameters, session: this.#session };
    const { rows, changes, insertId } = await (this.#reads(sql)
      ? read(this.#lanes.reader(), statement)
      : this.#lanes.writer.run(this.#life, statement));
    return {
      rows: rows as R[],
      ...(changes === undefined ? {} : { numAffectedRows: BigInt(changes) }),
      ...(insertId === undefined ? {} : { insertId: BigInt(insertId) }),
    };
  }

  // The whole answer at once: nothing here reads more rows than fit in memory.
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }

  async step(sql: string, step: NonNullable<SqlRequest['step']>): Promise<void> {
    this.#inTransaction = step === 'begin';
    const { parameters } = CompiledQuery.raw(sql);
    await this.#lanes.writer.run(this.#life, { sql, parameters, step, session: this.#session });
  }

  /** What reads in a transaction must see what was written in it. */
  #reads(sql: string): boolean {
    return !this.#inTransaction && /^\s*select\b/i.test(sql);
  }
}

function read(reader: SqliteClient, statement: Parameters<SqliteClient['run']>[1]) {
  return reader.run(reader.thread(), statement);
}
