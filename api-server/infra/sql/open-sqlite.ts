import { Kysely } from 'kysely';
import { createSqliteDialect } from './sqlite-dialect.js';
import { SqliteLanes } from './sqlite-lanes.js';
import type { Tables } from './tables.js';

/** Where the embedded database is, and who counts its queries. */
export interface SqliteOptions {
  readonly file: string;
  /** The built `sqlite-thread.js`. */
  readonly threadFile: URL;
  readonly meter: { count(): void };
  /** How long a statement waits for another process that is writing. */
  readonly busyTimeoutMs?: number;
  /** Threads that read beside the one that writes. */
  readonly readers?: number;
  /** How long a statement may take, its waiting included; as long as it takes when not set. */
  readonly limitMs?: number;
}

/** The embedded database. `destroy()` waits for what is under way, then closes the file. */
export async function openSqlite(options: SqliteOptions): Promise<Kysely<Tables>> {
  const { file, threadFile, meter, busyTimeoutMs = 10_000, readers = 0, limitMs } = options;
  const lanes = new SqliteLanes({
    ...{ threadFile, data: { file, busyTimeoutMs }, readers },
    ...(limitMs === undefined ? {} : { limitMs }),
  });
  await lanes.opened();
  return new Kysely<Tables>({ dialect: createSqliteDialect(lanes, () => meter.count()) });
}
