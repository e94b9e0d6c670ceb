import type { DuckDBConnection } from '@duckdb/node-api';
import type { Value } from '../../rollups/ports.js';
import { interruptible } from './database.js';

let handedOver = 0;

/**
 * What a query of the engine answers with, which runs when it is read. A workbench on the same
 * database has it put into a table there: not a value of it passes through this process. Everybody
 * else iterates over rows. Read once, either way.
 */
export class EngineRows implements AsyncIterable<readonly (readonly Value[])[]> {
  readonly #connection: DuckDBConnection;
  readonly #sql: string;
  readonly #signal: AbortSignal;

  constructor(connection: DuckDBConnection, sql: string, signal: AbortSignal) {
    this.#connection = connection;
    this.#sql = sql;
    this.#signal = signal;
  }

  /** Makes a table that every connection of the database sees; the caller drops it. */
  async handOver(): Promise<string> {
    handedOver += 1;
    const table = `memory.main.scanned_${handedOver}`;
    try {
      await interruptible(this.#connection, this.#signal, () =>
        this.#connection.run(`CREATE TABLE ${table} AS ${this.#sql}`),
      );
    } finally {
      this.#connection.closeSync();
    }
    return table;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly (readonly Value[])[]> {
    const wait = <T>(work: () => Promise<T>) => interruptible(this.#connection, this.#signal, work);
    try {
      const result = await wait(() => this.#connection.stream(this.#sql));
      for (;;) {
        const chunk = await wait(() => result.fetchChunk());
        if (!chunk || chunk.rowCount === 0) return;
        yield chunk.getRows() as Value[][];
      }
    } finally {
      this.#connection.closeSync();
    }
  }
}
