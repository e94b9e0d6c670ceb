import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { accessLogView } from '../../duckdb/access-log-view.js';
import { interruptible, openDatabase } from '../../duckdb/database.js';
import type { Execute, Executed } from './state.js';

/** Where the log files are that statements read. */
export interface ExecutedLog {
  /** Absolute; everything below it may be read. */
  readonly directory: string;
  /** Absolute. */
  paths(): Promise<readonly string[]>;
}

/** Runs statements on DuckDB over log files, and answers as Athena writes it: everything as text. */
export async function createDuckDbExecute(
  log: ExecutedLog,
): Promise<{ readonly execute: Execute; close(): Promise<void> }> {
  const temporary = await mkdtemp(join(tmpdir(), 'catops-athena-'));
  const database = await openDatabase({ readable: [log.directory], tempDirectory: temporary });
  return {
    execute: async (sql, signal) => {
      const connection = await database.connect();
      try {
        return await interruptible(connection, signal, async () => {
          await connection.run(accessLogView({ files: await log.paths(), packed: [] }));
          return answerOf(connection, sql);
        });
      } finally {
        connection.closeSync();
      }
    },
    close: async () => {
      await database.close();
      await rm(temporary, { recursive: true, force: true });
    },
  };
}

async function answerOf(connection: DuckDBConnection, sql: string): Promise<Executed> {
  const reader = await connection.runAndReadAll(sql);
  const types = reader.columnTypes().map((type) => type.toString());
  return {
    columns: reader.columnNames().map((name, at) => ({ name, type: athenaType(types[at] ?? '') })),
    rows: reader.getRowsJson().map((row) => row.map((value, at) => textOf(value, types[at]))),
    scannedBytes: 1_000_000,
  };
}

/** The names of Athena's types. A sum of bigints is a bigint there. */
function athenaType(type: string): string {
  return type === 'HUGEINT' ? 'bigint' : type.toLowerCase();
}

function textOf(value: unknown, type: string | undefined): string | null {
  if (value === null || value === undefined) return null;
  return type === 'DOUBLE' ? javaDouble(Number(value)) : String(value);
}

/** "Double.toString" of Java, as Trino prints a double: `1.5E-4`, `10.0`, `1.0E7`. */
function javaDouble(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    const [mantissa = '', exponent = ''] = value.toExponential().split('e');
    return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
  }
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}
