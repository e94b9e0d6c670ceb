import type { DuckDBConnection, DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import type { Value } from '../../rollups/ports.js';
import { interruptible } from './database.js';

/**
 * Rows as the engine holds them. A workbench on DuckDB takes them chunk by chunk without turning one
 * into values of this process; everybody else iterates over values.
 */
export class EngineRows implements AsyncIterable<readonly (readonly Value[])[]> {
  readonly #connection: DuckDBConnection;
  readonly #result: DuckDBResult;
  readonly #signal: AbortSignal;

  constructor(connection: DuckDBConnection, result: DuckDBResult, signal: AbortSignal) {
    this.#connection = connection;
    this.#result = result;
    this.#signal = signal;
  }

  /** Names and types of the columns, in their order. */
  get columns(): readonly (readonly [name: string, type: string])[] {
    const types = this.#result.columnTypes();
    return this.#result.columnNames().map((name, at) => [name, String(types[at]).toLowerCase()]);
  }

  async *chunks(): AsyncGenerator<DuckDBDataChunk> {
    try {
      for (;;) {
        const fetched = () => this.#result.fetchChunk();
        const chunk = await interruptible(this.#connection, this.#signal, fetched);
        if (!chunk || chunk.rowCount === 0) return;
        yield chunk;
      }
    } finally {
      this.#connection.closeSync();
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly (readonly Value[])[]> {
    for await (const chunk of this.chunks()) yield chunk.getRows() as Value[][];
  }
}
