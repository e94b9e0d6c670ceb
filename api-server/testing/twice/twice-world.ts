import type { Jobs, JobType } from '../../jobs/jobs.js';
import type { JobHandlers } from '../../jobs/work-off.js';

/** A job that can be done, and all that it changes. */
export interface TwiceWorld<T extends JobType> {
  readonly handler: JobHandlers[T];
  readonly payload: Jobs[T];
  /** What the job has an effect on, as it is now: rows, files, what others were sent. */
  effect(): Promise<unknown>;
  close(): Promise<void>;
}
