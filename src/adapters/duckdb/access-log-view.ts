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

/**
 * `access_log` over these gz files, by name: a pattern without a match is an error, and an hour
 * without files is none. A line that is no record becomes a row of nulls; fields that are not named
 * here are never read.
 */
export function logFilesView(paths: readonly string[]): string {
  if (paths.length === 0) return view(emptyLog);
  const columns = Object.entries(logColumns).map(([name, type]) => `${name}: ${literal(type)}`);
  return view(`SELECT * FROM read_json(${literals(paths)}, format = 'newline_delimited',
    compression = 'gzip', ignore_errors = true, hive_partitioning = true,
    hive_types = {dt: VARCHAR, hour: VARCHAR}, columns = {${columns.join(', ')}})`);
}

const emptyLog = `SELECT * FROM (SELECT ${Object.entries({
  ...logColumns,
  dt: 'VARCHAR',
  hour: 'VARCHAR',
})
  .map(([name, type]) => `CAST(NULL AS ${type}) AS ${name}`)
  .join(', ')}) WHERE false`;

function view(select: string): string {
  return `CREATE OR REPLACE TEMP VIEW access_log AS ${select}`;
}
