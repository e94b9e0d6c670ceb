import type { Clock } from '../platform/host.js';
import type { OnScheduleEvent } from './event.js';
import type { Job } from './job.js';
import type { Ledger } from './ledger.js';

export interface ScheduleDeps {
  readonly clock: Clock;
  readonly ledger: Ledger;
  /** In [0, 1), for jitter. */
  fraction(): number;
}

export interface ScheduleOptions {
  /** Catch up and end, trying each period that is due one time; else until the signal is aborted. */
  readonly once: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: OnScheduleEvent;
}

/** One time of running. */
export interface ScheduleRun extends ScheduleOptions {
  readonly deps: ScheduleDeps;
  readonly jobs: readonly Job[];
}

/** The jobs that come before this one; they stand before it in the list, so nobody waits in a circle. */
export function earlierThan({ jobs }: Pick<ScheduleRun, 'jobs'>, job: Job): readonly Job[] {
  const above = jobs.slice(0, jobs.indexOf(job));
  return job.after.map((name) => {
    const found = above.find((each) => each.name === name);
    if (!found) throw new RangeError(`${job.name} comes after ${name}, which is no job above it`);
    return found;
  });
}
