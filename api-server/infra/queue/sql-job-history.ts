import type { JobHistory } from '../../jobs/tidy-jobs.js';
import type { Db } from '../sql/tables.js';
import { ofQueue } from './queue-failure.js';

/** What the database keeps about jobs that are done. */
export function createSqlJobHistory(db: Db): JobHistory {
  return {
    forgetPeriods: (before) =>
      ofQueue(async () => {
        const last = await db
          .selectFrom('job_periods')
          .select(({ fn }) => ['job', fn.max('period').as('period')])
          .groupBy('job')
          .execute();
        for (const { job, period } of last) {
          await db
            .deleteFrom('job_periods')
            .where('job', '=', job)
            .where('period', '<', period)
            .where('enqueued_at', '<', before)
            .execute();
        }
      }),
  };
}
