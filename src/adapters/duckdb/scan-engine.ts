import type { DuckDBConnection } from '@duckdb/node-api';
import type { ScanEngine, ScanRequest, ScanResult, Value } from '../../rollups/ports.js';
import { accessLogView } from './access-log-view.js';
import { chooseLog, type LogPlaces } from './choose-log.js';
import { type Database, interruptible } from './database.js';

/**
 * Scans log files on this machine. Rows stay in the engine until they are asked for, so nothing of
 * the raw log is ever in this process's own memory.
 */
export function createDuckDbScanEngine(
  deps: LogPlaces & { readonly database: () => Promise<Database> },
): ScanEngine {
  return {
    name: 'duckdb',
    scan: async (request, signal) => {
      const database = await deps.database();
      const connection = await database.connect();
      try {
        return await scan(connection, request, deps, signal);
      } catch (error) {
        connection.closeSync();
        throw error;
      }
    },
  };
}

async function scan(
  connection: DuckDBConnection,
  { sql, files }: ScanRequest,
  places: LogPlaces,
  signal: AbortSignal,
): Promise<ScanResult> {
  const result = await interruptible(connection, signal, async () => {
    await connection.run(accessLogView(await chooseLog(connection, places, files, signal)));
    return connection.stream(sql);
  });
  async function* batches(): AsyncGenerator<readonly (readonly Value[])[]> {
    try {
      for (;;) {
        const chunk = await interruptible(connection, signal, () => result.fetchChunk());
        if (!chunk || chunk.rowCount === 0) return;
        yield chunk.getRows() as Value[][];
      }
    } finally {
      connection.closeSync();
    }
  }
  return {
    columns: result.columnNames(),
    batches: batches(),
    stats: {
      scannedBytes: files.reduce((sum, { size }) => sum + size, 0),
      approxUsd: null,
      queryId: null,
    },
  };
}
