import type { Clock } from '../../src/platform/host.js';
import type { JobHandlers } from './work-off.js';

/** What is kept about jobs longer than it is of use. */
export interface JobHistory {
  /** Removes the periods of scheduled jobs noted before that time, but the last of each job. */
  forgetPeriods(before: number): Promise<void>;
}

const keptMs = 35 * 24 * 3_600_000;

/** Forgets the times of scheduled jobs after five weeks. */
export function createJobTidier(deps: {
  readonly history: JobHistory;
  readonly clock: Pick<Clock, 'now'>;
}) {
  const tidy: JobHandlers['jobs.tidy'] = () =>
    deps.history.forgetPeriods(deps.clock.now() - keptMs);
  return tidy;
}
