import { createSqlJobHistory } from '../../infra/queue/sql-job-history.js';
import { createJobTidier } from '../../jobs/tidy-jobs.js';
import { openTestDatabase } from '../test-database.js';
import type { TwiceWorld } from './twice-world.js';

/** Times of a scheduled job, long ago. */
export async function tidyTwice(): Promise<TwiceWorld<'jobs.tidy'>> {
  const { db, close } = await openTestDatabase();
  const rows = ['2023-01-01T00:00Z', '2023-01-02T00:00Z'].map((period) => {
    return { job: 'jobs.tidy', period, enqueued_at: Date.parse(period) };
  });
  await db.insertInto('job_periods').values(rows).execute();
  return {
    handler: createJobTidier({
      history: createSqlJobHistory(db),
      clock: { now: () => 1_700_000_000_000 },
    }),
    payload: {},
    effect: () => db.selectFrom('job_periods').selectAll().execute(),
    close,
  };
}
