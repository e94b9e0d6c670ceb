import { literal, literals } from './text.js';

/** Columns of a line; dt and hour come from its path. */
export const logColumns = {
  ts: 'VARCHAR',
  method: 'VARCHAR',
  route: 'VARCHAR',
  status: 'INTEGER',
  latency_ms: 'DOUBLE',
  bytes: 'BIGINT',
  api_key_id: 'VARCHAR',
  cache: 'VARCHAR',
  db_queries: 'INTEGER',
  cause: 'VARCHAR',
  image_id: 'VARCHAR',
} as const;

/** Where the lines of a log are. */
export interface LogSource {
  /** Paths of gz files. */
  readonly files: readonly string[];
  /** Compacted days, and the hours that are wanted of each. */
  readonly packed: readonly { readonly path: string; readonly hours: readonly string[] }[];
}

/**
 * `access_log` over these files, by name: a pattern without a match is an error, and an hour without
 * files is none. A line that is no record becomes a row of nulls; fields that are not named here are
 * never read.
 */
export function accessLogView({ files, packed }: LogSource): string {
  const parts = packed.map(
    ({
      path,
      hours,
    }) => `SELECT ${names} FROM read_parquet(${literals([path])}, hive_partitioning = false)
      WHERE hour IN (${hours.map(literal).join(', ')})`,
  );
  if (files.length > 0) parts.push(`SELECT ${names} FROM ${gzFiles(files)}`);
  if (parts.length === 0) parts.push(emptyLog);
  return `CREATE OR REPLACE TEMP VIEW access_log AS ${parts.join(' UNION ALL ')}`;
}

const names = ['dt', 'hour', ...Object.keys(logColumns)].join(', ');

// Each thread holds two buffers of this size. A longer line is read all the same.
const usualLineBytes = 1_048_576;

function gzFiles(paths: readonly string[]): string {
  const columns = Object.entries(logColumns).map(([name, type]) => `${name}: ${literal(type)}`);
  return `read_json(${literals(paths)}, format = 'newline_delimited',
    compression = 'gzip', ignore_errors = true, maximum_object_size = ${usualLineBytes},
    hive_partitioning = true,
    hive_types = {dt: VARCHAR, hour: VARCHAR}, columns = {${columns.join(', ')}})`;
}

const emptyLog = `SELECT ${names} FROM (SELECT ${Object.entries({
  ...logColumns,
  dt: 'VARCHAR',
  hour: 'VARCHAR',
})
  .map(([name, type]) => `CAST(NULL AS ${type}) AS ${name}`)
  .join(', ')}) WHERE false`;
