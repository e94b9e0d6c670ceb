import type { DuckDBConnection } from '@duckdb/node-api';
import type { ScanEngine, ScanRequest, ScanResult } from '../../rollups/ports.js';
import { accessLogView } from './access-log-view.js';
import { chooseLog, type LogPlaces } from './choose-log.js';
import { type Database, interruptible } from './database.js';
import { EngineRows } from './engine-rows.js';

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
  const columns = await interruptible(connection, signal, async () => {
    const log = await chooseLog(connection, places, files, signal);
    await connection.run(accessLogView(log));
    const prepared = await connection.prepare(sql);
    const names = Array.from({ length: prepared.columnCount }, (_, at) => prepared.columnName(at));
    prepared.destroySync();
    return names;
  });
  return {
    columns,
    batches: new EngineRows(connection, sql, signal),
    stats: {
      scannedBytes: files.reduce((sum, { size }) => sum + size, 0),
      approxUsd: null,
      queryId: null,
    },
  };
}
