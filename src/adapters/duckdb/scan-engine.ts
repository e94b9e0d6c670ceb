import type { DuckDBConnection } from '@duckdb/node-api';
import type { LogStore, ScanEngine, ScanRequest, ScanResult, Value } from '../../rollups/ports.js';
import { logFilesView } from './access-log-view.js';
import { type Database, interruptible } from './database.js';

/**
 * Scans log files on this machine. Rows stay in the engine until they are asked for, so nothing of
 * the raw log is ever in this process's own memory.
 */
export function createDuckDbScanEngine(deps: {
  readonly logs: Pick<LogStore, 'local'>;
  readonly database: () => Promise<Database>;
}): ScanEngine {
  return {
    name: 'duckdb',
    scan: async (request, signal) => {
      const database = await deps.database();
      const paths: string[] = [];
      for (const file of request.files) paths.push(await deps.logs.local(file, signal));
      const connection = await database.connect();
      try {
        return await scan(connection, request, paths, signal);
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
  paths: readonly string[],
  signal: AbortSignal,
): Promise<ScanResult> {
  const result = await interruptible(connection, signal, async () => {
    await connection.run(logFilesView(paths));
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
