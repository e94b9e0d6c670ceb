import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { CatopsError, messageOf } from '../../platform/errors.js';
import { macros } from './macros.js';
import { literals } from './text.js';

// Counting and sorting fill whatever they are given, and go on on disk: without a bound memory grows with
// the log. Freed memory stays with its thread unless it is told when to give it back.
const usualMemory = '256MB';
const usualThreads = 2;
const flushThreshold = '16MB';

export interface DatabaseOptions {
  /** Directories whose files may be read; nothing else is reachable. Absolute. */
  readonly readable: readonly string[];
  /** Where its own files and what it writes go; made when it is not there. Absolute. */
  readonly tempDirectory: string;
  /** Such as `256MB`, which is usual. Covers the buffers: the process takes some 200 MB more. */
  readonly memoryLimit?: string;
  /** Each takes memory of its own, however many cores there are; 2. */
  readonly threads?: number;
}

/** DuckDB in memory, closed to the world but for some directories. */
export interface Database {
  /** Private to this database, gone when it is closed. */
  readonly scratch: string;
  connect(): Promise<DuckDBConnection>;
  /** Ends what runs, waits until it has ended, and removes its files. */
  close(): Promise<void>;
}

/** What ends with a database: native code must not find its connection gone while it works on it. */
interface Life {
  readonly closing: AbortController;
  readonly works: Set<Promise<unknown>>;
}

const lives = new WeakMap<DuckDBConnection, Life>();

/**
 * Opens DuckDB so that no text it is given can load an extension, reach a network, read or write
 * another file, or change a setting. The package, 70 MB of native code, is loaded only here.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const scratch = await makeScratch(options.tempDirectory);
  let instance: DuckDBInstance | undefined;
  try {
    const { DuckDBInstance: Instance } = await import('@duckdb/node-api');
    instance = await Instance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      temp_directory: scratch,
      // Without a bound a sort of a product of tables fills the disk.
      max_temp_directory_size: '8GB',
      memory_limit: options.memoryLimit ?? usualMemory,
      allocator_flush_threshold: flushThreshold,
      threads: String(options.threads ?? usualThreads),
    });
    await prepare(instance, await withRealPaths([...options.readable, scratch]));
  } catch (error) {
    instance?.closeSync();
    await rm(scratch, { recursive: true, force: true });
    throw failed(error);
  }
  const opened = instance;
  const connections = new Set<DuckDBConnection>();
  const life: Life = { closing: new AbortController(), works: new Set() };
  return {
    scratch,
    connect: async () => {
      const connection = await opened.connect();
      connections.add(connection);
      lives.set(connection, life);
      return connection;
    },
    close: async () => {
      life.closing.abort(new CatopsError('query-failed', 'DuckDB was closed.'));
      await Promise.allSettled(life.works);
      for (const connection of connections) connection.closeSync();
      opened.closeSync();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

async function makeScratch(directory: string): Promise<string> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return await mkdtemp(join(directory, 'duckdb-'));
  } catch (error) {
    throw new CatopsError('local-store-unwritable', `${directory}: ${messageOf(error)}`, {
      hint: 'mend the rights of the directory, or set CATOPS_DATA_DIR to another one',
      cause: error,
    });
  }
}

/** DuckDB follows links before it looks whether a file lies in an allowed directory. */
async function withRealPaths(directories: readonly string[]): Promise<readonly string[]> {
  const real = await Promise.all(directories.map((path) => realpath(path).catch(() => path)));
  return [...new Set([...directories, ...real])];
}

async function prepare(instance: DuckDBInstance, directories: readonly string[]): Promise<void> {
  const connection = await instance.connect();
  try {
    const settings = [
      "SET TimeZone = 'UTC'",
      'SET integer_division = true',
      'SET preserve_insertion_order = false',
      `SET allowed_directories = ${literals(directories)}`,
      'SET enable_external_access = false',
      ...macros.map((macro) => `CREATE OR REPLACE MACRO ${macro}`),
      'SET lock_configuration = true',
    ];
    for (const sql of settings) await connection.run(sql);
  } finally {
    connection.closeSync();
  }
}

/**
 * Runs `work`; an abort, or closing the database, interrupts the connection within milliseconds.
 * Failures are `query-failed`.
 */
export async function interruptible<T>(
  connection: DuckDBConnection,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const life = lives.get(connection);
  const signals = life ? [signal, life.closing.signal] : [signal];
  for (const each of signals) each.throwIfAborted();
  let again: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    // Lost when the query has not begun yet, so it is said until the work has ended.
    again ??= setInterval(() => connection.interrupt(), 20);
  };
  for (const each of signals) each.addEventListener('abort', interrupt, { once: true });
  const working = work();
  life?.works.add(working);
  try {
    return await working;
  } catch (error) {
    for (const each of signals) each.throwIfAborted();
    throw failed(error);
  } finally {
    life?.works.delete(working);
    for (const each of signals) each.removeEventListener('abort', interrupt);
    clearInterval(again);
  }
}

/** As a CatopsError, without the text of the query. */
function failed(error: unknown): CatopsError {
  if (error instanceof CatopsError) return error;
  const [first = 'no reason given'] = messageOf(error).split('\n');
  const short = /^Out of Memory/.test(first) ? { hint: 'set CATOPS_DUCKDB_MEMORY higher' } : {};
  return new CatopsError('query-failed', `DuckDB: ${first}`, { ...short, cause: error });
}
