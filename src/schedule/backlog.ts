import type { Cadence, Job, Period } from './job.js';
import { indexOf, lengthOf, newestDue, periodAt } from './periods.js';
import type { DonePeriod, JobRecord } from './record.js';

/** What a job owes. */
export interface Backlog {
  /** Due and not done, oldest first. */
  readonly due: readonly Period[];
  /** Nothing before this period is owed from now on. */
  readonly since: string;
  /** Not done and too old to be caught up; null when there is none. */
  readonly leftOut: { readonly count: number; readonly from: string; readonly to: string } | null;
}

/** What a job owes at a time, by its record. */
export function backlogOf(job: Job, record: JobRecord, now: number): Backlog {
  const { cadence, catchUp } = job;
  const newest = newestDue(cadence, now);
  const oldest = newest - catchUp + 1;
  const since = beginOf(job, record, newest);
  const isOpen = (period: Period) => !isDone(cadence, record, period.id, now);
  const missed = periodsFrom(cadence, since, oldest - 1).filter(isOpen);
  const [first, last] = [missed[0], missed.at(-1)];
  return {
    due: periodsFrom(cadence, Math.max(since, oldest), newest).filter(isOpen),
    since: periodAt(cadence, Math.max(since, oldest)).id,
    leftOut: first && last ? { count: missed.length, from: first.id, to: last.id } : null,
  };
}

/** Whether a period's work is done, by the record and as far as that can be believed. */
export function isDone(cadence: Cadence, record: JobRecord, period: string, now: number): boolean {
  return record.done.some((each) => each.period === period && isBelieved(cadence, each, now));
}

/**
 * An entry from the future was made while the clock was ahead, when the period may not have been over.
 * Less than a period ahead is an ordinary correction of the clock, and no reason to do it twice.
 */
function isBelieved(cadence: Cadence, { doneAt }: DonePeriod, now: number): boolean {
  return Date.parse(doneAt) - now <= lengthOf(cadence);
}

/** Number of the oldest period that is owed. */
function beginOf({ cadence, catchUp, startsWith }: Job, record: JobRecord, newest: number): number {
  const known = record.since === null ? null : indexOf(cadence, record.since);
  // A beginning in the future was written while the clock was ahead: as good as none.
  if (known !== null && known <= newest + 1) return known;
  return startsWith === 'newest' ? newest : newest - catchUp + 1;
}

function periodsFrom(cadence: Cadence, first: number, last: number): readonly Period[] {
  const count = Math.max(0, last - first + 1);
  return Array.from({ length: count }, (_, i) => periodAt(cadence, first + i));
}
