import type { DuckDBConnection } from '@duckdb/node-api';
import type { Value } from '../../rollups/ports.js';
import type { RunEntry } from '../../rollups/runs.js';
import type { ColumnType } from '../../rollups/tables.js';
import { appendRows } from './append-rows.js';

type Run = RunEntry & { readonly dt: string };

/** Columns by the names of the runs' JSON, in its order. */
const columns: Readonly<Record<keyof Run, ColumnType>> = {
  ...{ dt: 'varchar', hour: 'varchar', table: 'varchar', manifest_hash: 'varchar' },
  ...{ inputs: 'bigint', input_bytes: 'bigint', rows_in: 'bigint', rows_rejected: 'bigint' },
  ...{ rows_misfiled: 'bigint', skipped: 'bigint', rejected_example: 'varchar' },
  ...{ engine: 'varchar', sql_hash: 'varchar', catops_version: 'varchar', query_id: 'varchar' },
  ...{ scanned_bytes: 'bigint', approx_usd: 'varchar', started: 'varchar', ended: 'varchar' },
  closed: 'varchar',
};

/**
 * Makes the table `runs`. Of skipped files it has the number: their names and reasons are in the
 * reports.
 */
export async function loadRuns(connection: DuckDBConnection, runs: readonly Run[]): Promise<void> {
  const names = Object.keys(columns) as (keyof Run)[];
  const typed = names.map((name) => `"${name}" ${columns[name]}`).join(', ');
  await connection.run(`CREATE TEMP TABLE run_texts (${typed})`);
  async function* entries() {
    yield runs.map((run) => names.map((name) => cell(run, name)));
  }
  await appendRows(
    connection,
    { name: 'run_texts', columns },
    { columns: names, batches: entries() },
  );
  // Stored tables know integers and texts alone; these two are neither.
  await connection.run(`CREATE TEMP VIEW runs AS SELECT * REPLACE (
    CAST(approx_usd AS DOUBLE) AS approx_usd, closed = 'true' AS closed) FROM run_texts`);
}

function cell(run: Run, name: keyof Run): Value {
  if (name === 'skipped') return run.skipped.length;
  const value = run[name];
  return typeof value === 'boolean' ? String(value) : value;
}
