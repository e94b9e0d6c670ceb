import type { Clock } from '../platform/host.js';
import { backlogOf } from './backlog.js';
import type { Cadence, Job } from './job.js';
import type { Ledger } from './ledger.js';
import { newestDue, periodAt } from './periods.js';
import type { DonePeriod, FailingPeriod } from './record.js';

/** How a job stands. */
export interface JobStatus {
  readonly job: string;
  readonly every: Cadence['every'];
  /** The newest period that is done. */
  readonly last: DonePeriod | null;
  /** Periods that are due and not done, oldest first. */
  readonly owed: readonly string[];
  /** Those of them whose last run failed. */
  readonly failing: readonly FailingPeriod[];
  /** ISO 8601: when the next period is due. */
  readonly nextDueAt: string;
}

/** How each job stands, from the records alone. */
export function readStatus(
  { clock, ledger }: { readonly clock: Clock; readonly ledger: Ledger },
  jobs: readonly Job[],
): Promise<readonly JobStatus[]> {
  return Promise.all(
    jobs.map(async (job) => {
      const record = await ledger.read(job.name);
      const now = clock.now();
      const owed = backlogOf(job, record, now).due.map(({ id }) => id);
      const next = periodAt(job.cadence, newestDue(job.cadence, now) + 1);
      return {
        job: job.name,
        every: job.cadence.every,
        last: record.done.at(-1) ?? null,
        owed,
        failing: record.failing.filter(({ period }) => owed.includes(period)),
        nextDueAt: new Date(next.dueAt).toISOString(),
      };
    }),
  );
}
