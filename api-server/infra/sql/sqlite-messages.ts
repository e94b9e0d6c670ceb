import { hrtime } from 'node:process';
import { systemErrorCode } from '../../../src/platform/errors.js';

/** One statement for the thread that owns the database file. */
export interface SqlRequest {
  readonly type: 'run';
  readonly id: number;
  /** Statements of one session run in order; a session in a transaction has the file to itself. */
  readonly session: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Set on the statements that open and close a transaction. */
  readonly step?: 'begin' | 'commit' | 'rollback';
  /** Of {@link threadsTime}: who asked has given up by then, so it is not begun any more. */
  readonly until?: number;
}

/** Milliseconds of a clock that all threads of a process share. */
export function threadsTime(): number {
  return Number(hrtime.bigint() / 1_000_000n);
}

/** What the thread is asked: a statement, or to close the file and end. */
export type ThreadRequest = SqlRequest | { readonly type: 'close' };

/** What a statement gave. */
export interface SqlResult {
  readonly rows: unknown[];
  readonly changes?: number;
  readonly insertId?: number;
}

/** An error that has crossed from the thread, where only plain data can. */
export interface SqlFailure {
  readonly message: string;
  /** `SQLITE_…`, when the database said so. */
  readonly code?: string;
}

/** What the thread answers. `opened` or `unopened` comes first, once. */
export type ThreadReply =
  | { readonly type: 'opened' }
  | { readonly type: 'unopened'; readonly failure: SqlFailure }
  | { readonly type: 'done'; readonly id: number; readonly result: SqlResult }
  | { readonly type: 'failed'; readonly id: number; readonly failure: SqlFailure };

/** What the thread is started with. */
export interface ThreadData {
  readonly file: string;
  /** How long a statement waits for another process that is writing. */
  readonly busyTimeoutMs: number;
  /** Refuses to write. */
  readonly readOnly?: boolean;
}

/** Plain data of an error, to send. */
export function toFailure(error: unknown): SqlFailure {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = systemErrorCode(error) || codeIn(error);
  return code === undefined ? { message: error.message } : { message: error.message, code };
}

// Opening a file fails with a bare number in the text instead of a code.
function codeIn(error: Error): string | undefined {
  const number = /: (\d+)"\)$/.exec(error.message)?.[1];
  const known: Record<string, string> = { 14: 'SQLITE_CANTOPEN', 26: 'SQLITE_NOTADB' };
  return number === undefined ? undefined : known[number];
}

/** The error again, on the other side. */
export function fromFailure(failure: SqlFailure): Error {
  const error = new Error(failure.message);
  return failure.code === undefined ? error : Object.assign(error, { code: failure.code });
}
