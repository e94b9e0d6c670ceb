import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { HourCount, LogPacker } from '../../rollups/compacted.js';
import type { LogStore } from '../../rollups/ports.js';
import { accessLogView, logColumns } from './access-log-view.js';
import { type Database, interruptible } from './database.js';
import { literal } from './text.js';

/**
 * Packs with DuckDB, which sorts on disk what does not fit into its memory, in a database that is
 * opened for it and closed with what it made.
 */
export function createDuckDbLogPacker(deps: {
  readonly logs: Pick<LogStore, 'local'>;
  readonly open: () => Promise<Database>;
}): LogPacker {
  return {
    pack: async ({ files, from }, signal) => {
      const paths: string[] = [];
      for (const file of files) paths.push(await deps.logs.local(file, signal));
      const database = await deps.open();
      const path = join(database.scratch, 'part.parquet');
      const discard = () => database.close();
      try {
        const connection = await database.connect();
        return await interruptible(connection, signal, async () => {
          await connection.run(accessLogView({ files: paths, packed: [] }));
          const read = await countHours(connection);
          const columns = ['dt', 'hour', ...Object.keys(logColumns)].join(', ');
          await connection.run(`COPY (SELECT ${columns} FROM access_log ORDER BY route, ts)
            TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd,
            KV_METADATA {catops_from: ${literal(JSON.stringify(from))}})`);
          await connection.run(
            accessLogView({ files: [], packed: [{ path, hours: Object.keys(from) }] }),
          );
          return { path, read, packed: await countHours(connection), discard };
        });
      } catch (error) {
        await discard();
        throw error;
      }
    },
  };
}

async function countHours(connection: DuckDBConnection): Promise<readonly HourCount[]> {
  const reader = await connection.runAndReadAll(`SELECT hour, count(*), count(ts), sum(bytes),
    sum(CAST(round(latency_ms * 1000) AS bigint)) FILTER (WHERE latency_ms BETWEEN 0 AND 86400000)
    FROM access_log GROUP BY hour ORDER BY hour`);
  return reader.getRows().map(([hour, lines, records, bytes, latency]) => ({
    hour: String(hour),
    lines: Number(lines),
    records: Number(records),
    bytes: Number(bytes),
    latencyUs: Number(latency),
  }));
}
