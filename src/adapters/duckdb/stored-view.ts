import { type TableName, tables } from '../../rollups/tables.js';
import { literals } from './text.js';

/** Columns that an older release did not write are null, as are those of a table without files. */
export function storedView(table: TableName, paths: readonly string[]): string {
  const columns = Object.entries(tables[table].columns);
  const empty = columns.map(([name, type]) => `CAST(NULL AS ${type}) AS ${name}`).join(', ');
  const none = `SELECT * FROM (SELECT ${empty}) WHERE false`;
  const stored =
    paths.length === 0
      ? ''
      : ` UNION ALL BY NAME SELECT * FROM read_parquet(${literals(paths)}, union_by_name = true, hive_partitioning = false)`;
  const names = columns.map(([name]) => name).join(', ');
  return `CREATE OR REPLACE TEMP VIEW ${table} AS SELECT ${names} FROM (${none}${stored})`;
}
