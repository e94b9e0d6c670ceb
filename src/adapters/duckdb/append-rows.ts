import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { Value } from '../../rollups/ports.js';
import type { ColumnType } from '../../rollups/tables.js';
import { EngineRows } from './engine-rows.js';

/** Rows of one chunk, at most: the engine's own size. */
const chunkRows = 2048;

interface Target {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
}

interface Scanned {
  readonly columns: readonly string[];
  readonly batches: AsyncIterable<readonly (readonly Value[])[]>;
}

/** Appends rows to a table, whatever order their columns are in; answers how many. */
export async function appendRows(
  connection: DuckDBConnection,
  target: Target,
  scanned: Scanned,
): Promise<number> {
  if (scanned.batches instanceof EngineRows) {
    return copyRows(connection, target, scanned.batches);
  }
  const { DuckDBDataChunk, BIGINT, INTEGER, VARCHAR } = await import('@duckdb/node-api');
  const types = { bigint: BIGINT, integer: INTEGER, varchar: VARCHAR };
  const wanted = Object.entries(target.columns).map(([name, type]) => ({
    at: scanned.columns.indexOf(name),
    type,
  }));
  const appender = await connection.createAppender(target.name, null, 'temp');
  let rows = 0;
  try {
    for await (const batch of scanned.batches) {
      for (let from = 0; from < batch.length; from += chunkRows) {
        const some = batch.slice(from, from + chunkRows);
        const chunk = DuckDBDataChunk.create(
          wanted.map(({ type }) => types[type]),
          some.length,
        );
        chunk.setColumns(
          wanted.map(({ at, type }) => some.map((row) => converted(row[at] ?? null, type))),
        );
        appender.appendDataChunk(chunk);
        rows += some.length;
      }
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
  return rows;
}

/** Copies within the database; answers how many rows there were. */
async function copyRows(
  connection: DuckDBConnection,
  { name, columns }: Target,
  rows: EngineRows,
): Promise<number> {
  const from = await rows.handOver();
  const names = Object.keys(columns).join(', ');
  try {
    return (
      await connection.run(`INSERT INTO temp.${name} (${names}) SELECT ${names} FROM ${from}`)
    ).rowsChanged;
  } finally {
    await connection.run(`DROP TABLE ${from}`);
  }
}

/** Integers are exact, also where an engine writes them as texts. */
function converted(value: Value, type: ColumnType): DuckDBValue {
  if (value === null || type === 'varchar') return value === null ? null : String(value);
  return type === 'bigint' ? BigInt(value) : Number(value);
}
