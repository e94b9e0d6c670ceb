import type { Value } from './ports.js';
import type { ColumnType, TableName } from './tables.js';

/** A row by the names of its columns. Integers beyond 2^53 are bigints, the others numbers. */
export type Row = Readonly<Record<string, Value>>;

/**
 * Makes and reads stored tables on this machine. The same one for every engine, so that the same
 * rows become the same bytes wherever they were counted.
 */
export interface Workbench {
  open(signal: AbortSignal): Promise<Bench>;
}

/** One piece of work. What it holds and the files it wrote are gone when it is closed. */
export interface Bench {
  /** Makes a table of these rows under that name; answers how many they are. */
  load(
    name: string,
    columns: Readonly<Record<string, ColumnType>>,
    scanned: {
      readonly columns: readonly string[];
      readonly batches: AsyncIterable<readonly (readonly Value[])[]>;
    },
  ): Promise<number>;
  /** Makes a table of what a text answers with. */
  derive(name: string, sql: string): Promise<void>;
  /**
   * Stored files of a table under the table's own name, as they are now; without any, a table
   * without rows.
   */
  attach(table: TableName, paths: readonly string[]): Promise<void>;
  query(sql: string): Promise<readonly Row[]>;
  /** Writes what a text answers with as the stored form of a table, in the order of its key. */
  write(table: TableName, sql: string): Promise<string>;
  /** Writes a text into a file, for a store to take. */
  save(text: string): Promise<string>;
  /** The text of a file. */
  read(path: string): Promise<string>;
  close(): Promise<void>;
}

/** Looks into finished log files on this machine. */
export interface LogInspector {
  /** Inflates a whole file: its lines that are not empty, or why it cannot be read. */
  inspect(
    path: string,
    signal: AbortSignal,
  ): Promise<{ readonly lines: number } | { readonly unreadable: string }>;
  /** The first line of a file that matches, cut to 4,096 characters; null when none does. */
  find(
    path: string,
    matches: (line: string) => boolean,
    signal: AbortSignal,
  ): Promise<string | null>;
}
