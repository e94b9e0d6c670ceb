/** Why a run failed, safe to show. */
export interface RunError {
  /** A code of the error registry, `internal` for a bug, or `job-too-long`. */
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/** A period whose work is done. */
export interface DonePeriod {
  readonly period: string;
  /** ISO 8601, by the clock of that time. */
  readonly doneAt: string;
  /** How many runs it took, as far as they ended. */
  readonly attempts: number;
  /** What the run said. */
  readonly said: string;
}

/** A period whose work has failed so far. */
export interface FailingPeriod {
  readonly period: string;
  readonly attempts: number;
  /** ISO 8601: the newest failure, and when it is tried again. */
  readonly failedAt: string;
  readonly nextAt: string;
  readonly error: RunError;
}

/** What is known of a job. */
export interface JobRecord {
  /** The oldest period that is owed; null for a job that was never here before. */
  readonly since: string | null;
  /** By period, oldest first. */
  readonly done: readonly DonePeriod[];
  readonly failing: readonly FailingPeriod[];
}

/** A job that was never here before. */
export const emptyRecord: JobRecord = { since: null, done: [], failing: [] };

// More than any job catches up, and kept by number: a clock that is ahead for a while drops nothing.
const mostDone = 400;

/** The record once a period is done. */
export function withDone(record: JobRecord, done: DonePeriod): JobRecord {
  return {
    ...record,
    done: inOrder(record.done, done).slice(-mostDone),
    failing: record.failing.filter(({ period }) => period !== done.period),
  };
}

/** The record after a run that failed. */
export function withFailing(record: JobRecord, failing: FailingPeriod): JobRecord {
  return { ...record, failing: inOrder(record.failing, failing) };
}

/** The record when nothing before that period is owed any more. */
export function withSince(record: JobRecord, since: string): JobRecord {
  return { ...record, since, failing: record.failing.filter(({ period }) => period >= since) };
}

function inOrder<T extends { readonly period: string }>(all: readonly T[], one: T): readonly T[] {
  return [...all.filter(({ period }) => period !== one.period), one].sort((a, b) =>
    a.period < b.period ? -1 : 1,
  );
}
