import { copyFile, link, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { gamma } from '../../rollups/histogram.js';
import type { Value } from '../../rollups/ports.js';
import { type ColumnType, type TableName, tables } from '../../rollups/tables.js';
import type { Bench, Row, Workbench } from '../../rollups/workbench.js';
import { appendRows } from './append-rows.js';
import { type Database, interruptible } from './database.js';
import { storedView } from './stored-view.js';
import { literal } from './text.js';

/** Makes and reads stored tables with DuckDB. */
export function createDuckDbWorkbench(deps: {
  readonly database: () => Promise<Database>;
}): Workbench {
  return {
    open: async (signal) => {
      const database = await deps.database();
      const directory = await mkdtemp(join(database.scratch, 'bench-'));
      return createBench(await database.connect(), directory, signal);
    },
  };
}

function createBench(connection: DuckDBConnection, directory: string, signal: AbortSignal): Bench {
  let written = 0;
  const fresh = (ending: string) => {
    written += 1;
    return join(directory, `${written}.${ending}`);
  };
  const run = async (sql: string) => {
    await interruptible(connection, signal, () => connection.run(sql));
  };
  return {
    load: async (name, columns, scanned) => {
      await run(`CREATE TEMP TABLE IF NOT EXISTS ${name} (${columnList(columns)})`);
      return appendRows(connection, { name, columns }, scanned);
    },
    derive: (name, sql) => run(`CREATE OR REPLACE TEMP TABLE ${name} AS ${sql}`),
    attach: async (table, paths) => {
      const kept: string[] = [];
      for (const path of paths) kept.push(await keep(path, fresh('parquet')));
      await run(storedView(table, kept));
    },
    query: (sql) =>
      interruptible(connection, signal, async () => {
        const reader = await connection.runAndReadAll(sql);
        return (reader.getRowObjects() as Record<string, Value>[]).map(plainRow);
      }),
    write: async (table, sql) => {
      const path = fresh('parquet');
      await run(copyText(table, sql, path));
      return path;
    },
    save: async (text) => {
      const path = fresh('json');
      await writeFile(path, text, { mode: 0o600 });
      return path;
    },
    read: (path) => readFile(path, 'utf8'),
    close: async () => {
      connection.closeSync();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/**
 * A file under another name, which stays what it is now when another process puts one in its place:
 * DuckDB opens a file more than once, and would read the foot of one and the rows of another.
 */
async function keep(path: string, as: string): Promise<string> {
  // A link costs nothing, but does not reach onto another disk.
  await link(path, as).catch(() => copyFile(path, as));
  return as;
}

function columnList(columns: Readonly<Record<string, ColumnType>>): string {
  return Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
}

function copyText(table: TableName, sql: string, path: string): string {
  const columns = Object.entries(tables[table].columns)
    .map(([name, type]) => `CAST(${name} AS ${type}) AS ${name}`)
    .join(', ');
  const key = tables[table].key.join(', ');
  return `COPY (SELECT ${columns} FROM (${sql}) AS made ORDER BY ${key}) TO ${literal(path)}
    (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880,
     KV_METADATA {catops_table: ${literal(table)}, gamma: ${literal(String(gamma))}})`;
}

/** Bigints become numbers where that loses nothing. */
function plainRow(row: Record<string, DuckDBValue>): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'bigint' && Number.isSafeInteger(Number(value))
        ? Number(value)
        : (value as Value),
    ]),
  );
}
