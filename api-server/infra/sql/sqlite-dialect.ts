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
import type { SqlRequest } from './sqlite-messages.js';

/** Kysely's SQLite, with the statements run by the thread that owns the file. */
export function createSqliteDialect(client: SqliteClient, onQuery: () => void): Dialect {
  return {
    createAdapter: () => new ThreadAdapter(),
    createDriver: () => new ThreadDriver(client, onQuery),
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
  readonly #client: SqliteClient;
  readonly #onQuery: () => void;
  #sessions = 0;
  #open = 0;
  #onIdle: () => void = () => {};

  constructor(client: SqliteClient, onQuery: () => void) {
    this.#client = client;
    this.#onQuery = onQuery;
  }

  init(): Promise<void> {
    return this.#client.opened();
  }

  async acquireConnection(): Promise<ThreadConnection> {
    this.#sessions += 1;
    this.#open += 1;
    return new ThreadConnection(this.#client, this.#sessions, this.#onQuery);
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
    await this.#client.close();
  }
}

class ThreadConnection implements DatabaseConnection {
  readonly #client: SqliteClient;
  readonly #session: number;
  readonly #onQuery: () => void;
  readonly #life: object;

  constructor(client: SqliteClient, session: number, onQuery: () => void) {
    this.#client = client;
    this.#session = session;
    this.#onQuery = onQuery;
    this.#life = client.thread();
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    this.#onQuery();
    const { rows, changes, insertId } = await this.#run({ sql, parameters });
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
    const { parameters } = CompiledQuery.raw(sql);
    await this.#run({ sql, parameters, step });
  }

  #run(statement: Omit<SqlRequest, 'type' | 'id' | 'session'>) {
    return this.#client.run(this.#life, { ...statement, session: this.#session });
  }
}
