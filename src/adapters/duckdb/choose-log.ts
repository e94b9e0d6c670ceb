import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  type CompactedFrom,
  type CompactedLogs,
  compactedFrom,
  holds,
} from '../../rollups/compacted.js';
import type { Day, LogFile, LogStore } from '../../rollups/ports.js';
import type { LogSource } from './access-log-view.js';
import { literal } from './text.js';

export interface LogPlaces {
  readonly logs: Pick<LogStore, 'local'>;
  /** Null where days are not compacted. */
  readonly compacted: Pick<CompactedLogs, 'local'> | null;
}

/** Where to read these files: a compacted day that was made from just them, or themselves. */
export async function chooseLog(
  connection: DuckDBConnection,
  { logs, compacted }: LogPlaces,
  files: readonly LogFile[],
  signal: AbortSignal,
): Promise<LogSource> {
  const byDay = new Map<Day, LogFile[]>();
  for (const file of files) {
    const its = byDay.get(file.dt);
    if (its) its.push(file);
    else byDay.set(file.dt, [file]);
  }
  const paths: string[] = [];
  const packed: { path: string; hours: readonly string[] }[] = [];
  for (const [dt, its] of byDay) {
    const wanted = compactedFrom(its, sha256);
    const path = compacted && (await compacted.local(dt, signal));
    if (path && holds(await madeFrom(connection, path), wanted)) {
      packed.push({ path, hours: Object.keys(wanted) });
      continue;
    }
    for (const file of its) paths.push(await logs.local(file, signal));
  }
  return { files: paths, packed };
}

async function madeFrom(connection: DuckDBConnection, path: string): Promise<CompactedFrom> {
  const reader = await connection.runAndReadAll(
    `SELECT decode(value) FROM parquet_kv_metadata(${literal(path)}) WHERE decode(key) = 'catops_from'`,
  );
  const text = reader.getRows()[0]?.[0];
  return typeof text === 'string' ? (JSON.parse(text) as CompactedFrom) : {};
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
