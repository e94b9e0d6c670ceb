import type { TableName } from './tables.js';

/** A day, UTC: `2018-11-15`. */
export type Day = string;

/** An hour of a day, UTC, two digits: `00` to `23`. */
export type Hour = string;

/** One finished file of the access log. Immutable: its name is never used again. */
export interface LogFile {
  /** `dt=2018-11-15/hour=21/host-20181115T210000000Z-0001.json.gz`, below the store's root. */
  readonly key: string;
  readonly dt: Day;
  readonly hour: Hour;
  /** Bytes as stored. */
  readonly size: number;
  /** Changes whenever the content does. */
  readonly etag: string;
}

/** Finished files of the access log, in a directory or a bucket. */
export interface LogStore {
  /** Where it is, for people: a path or `s3://bucket/prefix`. */
  readonly place: string;
  /** Every file of a day, sorted by key; none when the day is empty or unknown. Lists all pages. */
  list(dt: Day, signal: AbortSignal): Promise<readonly LogFile[]>;
  /** Days that have files, oldest first. */
  days(signal: AbortSignal): Promise<readonly Day[]>;
  /** A path on this machine with the file's content as stored, for the engine to read. */
  local(file: LogFile, signal: AbortSignal): Promise<string>;
  /** Removes files for good; absent ones are no error. */
  remove(files: readonly LogFile[], signal: AbortSignal): Promise<void>;
}

/** A value of a row: exact, also above 2^53. */
export type Value = string | number | bigint | null;

/** One question over `access_log`. */
export interface ScanRequest {
  /** One of our texts, or a reader's checked question; dates and hours are in it. */
  readonly sql: string;
  /** The files it is about; an engine that reads a table of its own uses the bounds in the text. */
  readonly files: readonly LogFile[];
  /** With the text it names the work: the same manifest and generation need not be paid twice. */
  readonly manifestHash: string;
  readonly generation: number;
}

export interface ScanResult {
  readonly columns: readonly string[];
  /** Rows in batches, in no particular order; read once. */
  readonly batches: AsyncIterable<readonly (readonly Value[])[]>;
  readonly stats: {
    /** Null where the engine does not say. */
    readonly scannedBytes: number | null;
    readonly approxUsd: number | null;
    /** Null where the engine has none. */
    readonly queryId: string | null;
  };
}

/** Answers questions over the raw access log. */
export interface ScanEngine {
  readonly name: 'duckdb' | 'athena';
  /**
   * Ends early when the signal is aborted, leaving no query running anywhere. Throws a CatopsError:
   * `query-failed`, `scan-limit`, `credential-refused`, `vendor-throttled`, `vendor-unreachable`; before
   * anything is asked also `config-invalid`.
   */
  scan(request: ScanRequest, signal: AbortSignal): Promise<ScanResult>;
}

/** Where a stored object is, and what it was when it was read. */
export interface StoredObject {
  readonly etag: string;
  readonly size: number;
}

/** Rolled-up tables: one Parquet object a table and day, replaced whole, and one JSON of runs a day. */
export interface RollupStore {
  readonly place: string;
  /** Null when there is none. */
  stat(table: TableName | 'runs', dt: Day, signal: AbortSignal): Promise<StoredObject | null>;
  /** A path on this machine with the object's content; null when there is none. */
  local(table: TableName | 'runs', dt: Day, signal: AbortSignal): Promise<string | null>;
  /**
   * Puts the content of a local file in place at once, if the object is still as `expected` (null:
   * not there), and answers what is there now. `conflict` means somebody else was faster: read again,
   * and merge again.
   */
  replace(
    object: { readonly table: TableName | 'runs'; readonly dt: Day },
    path: string,
    expected: StoredObject | null,
    signal: AbortSignal,
  ): Promise<StoredObject | 'conflict'>;
  /** Days that have an object of the table, oldest first. */
  days(table: TableName | 'runs', signal: AbortSignal): Promise<readonly Day[]>;
  remove(table: TableName | 'runs', dt: Day, signal: AbortSignal): Promise<void>;
}
