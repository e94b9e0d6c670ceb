import { Kysely } from 'kysely';
import { SqliteClient } from './sqlite-client.js';
import { createSqliteDialect } from './sqlite-dialect.js';
import type { Tables } from './tables.js';

/** Where the embedded database is, and who counts its queries. */
export interface SqliteOptions {
  readonly file: string;
  /** The built `sqlite-thread.js`. */
  readonly threadFile: URL;
  readonly meter: { count(): void };
  readonly busyTimeoutMs?: number;
}

/** The embedded database. `destroy()` waits for what is under way, then closes the file. */
export async function openSqlite(options: SqliteOptions): Promise<Kysely<Tables>> {
  const { file, threadFile, meter, busyTimeoutMs = 10_000 } = options;
  const client = new SqliteClient(threadFile, { file, busyTimeoutMs });
  await client.opened();
  return new Kysely<Tables>({ dialect: createSqliteDialect(client, () => meter.count()) });
}
