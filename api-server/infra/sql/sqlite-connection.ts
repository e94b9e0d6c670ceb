import Database from 'libsql';
import { LRUCache } from 'lru-cache';
import type { SqlResult, ThreadData } from './sqlite-messages.js';

/** The one place that knows the SQLite driver: everything in it is synchronous. */
export interface SqliteConnection {
  run(sql: string, parameters: readonly unknown[]): SqlResult;
  readonly inTransaction: boolean;
  close(): void;
}

type Statement = ReturnType<Database.Database['prepare']>;

/** Opens the file, making it when it is not there, ready for several processes at once. */
export function openConnection({ file, busyTimeoutMs, readOnly }: ThreadData): SqliteConnection {
  const db = new Database(file, { timeout: busyTimeoutMs });
  patiently(busyTimeoutMs, () => db.prepare('pragma journal_mode = wal').all());
  // FULL: what was answered with 2xx survives a power cut too, not only a killed process.
  for (const pragma of ['synchronous = full', 'foreign_keys = on']) db.exec(`pragma ${pragma}`);
  if (readOnly === true) db.exec('pragma query_only = on');
  // Bounded, because searches write their own SQL: one text a combination of filters.
  const statements = new LRUCache<string, Statement>({ max: 300 });
  return {
    run(sql, parameters) {
      const known = statements.get(sql);
      const statement = known ?? db.prepare(sql);
      if (!known) statements.set(sql, statement);
      return runStatement(statement, parameters);
    },
    get inTransaction() {
      return db.inTransaction;
    },
    close() {
      statements.clear();
      db.close();
    },
  };
}

function runStatement(statement: Statement, parameters: readonly unknown[]): SqlResult {
  const bound = parameters.map(bindable);
  // `all`, never `get`, which adds a field of its own to the row.
  if (statement.reader) return { rows: statement.all(bound).map(plainRow) };
  const { changes, lastInsertRowid } = statement.run(bound);
  return { rows: [], changes, insertId: Number(lastInsertRowid) };
}

function bindable(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === undefined ? null : value;
}

// Blobs come as ArrayBuffer; the rest of the program expects bytes it can index.
function plainRow(row: unknown): unknown {
  const fields = row as Record<string, unknown>;
  for (const name in fields) {
    const value = fields[name];
    if (value instanceof ArrayBuffer) fields[name] = new Uint8Array(value);
  }
  return fields;
}

// Two processes that turn a new file to WAL at once are told "busy" without being made to wait.
function patiently(limitMs: number, work: () => void): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; ; waited += 20) {
    try {
      work();
      return;
    } catch (error) {
      const busy = error instanceof Error && /locked|busy/i.test(error.message);
      if (!busy || waited >= limitMs) throw error;
      Atomics.wait(pause, 0, 0, 20);
    }
  }
}
