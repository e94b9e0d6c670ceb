import { interruptible } from './database.js';

/** A text as DuckDB's own parser understands it, as JSON: nothing of it is bound or run. */
export async function parseStatement(sql: string, signal: AbortSignal): Promise<unknown> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    enable_external_access: 'false',
    memory_limit: '64MB',
    threads: '1',
  });
  try {
    const connection = await instance.connect();
    return await interruptible(connection, signal, async () => {
      const text = 'SELECT json_serialize_sql(CAST($1 AS VARCHAR)) AS parsed';
      const reader = await connection.runAndReadAll(text, [sql]);
      return JSON.parse(String(reader.getRows()[0]?.[0])) as unknown;
    });
  } finally {
    instance.closeSync();
  }
}
