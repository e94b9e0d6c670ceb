import { expect, it } from 'vitest';
import { scheduleLedgerContract } from '../../jobs/schedule-ledger-contract.js';
import { createJobTidier } from '../../jobs/tidy-jobs.js';
import { eachDatabase } from '../../testing/each-database.js';
import { createFakeSchedule } from '../../testing/fake-schedule.js';
import { createSqlJobHistory } from './sql-job-history.js';
import { createSqlSchedule } from './sql-schedule.js';

const now = () => 1_700_000_000_000;

scheduleLedgerContract('the fake', async () => {
  const { ledger, jobs } = createFakeSchedule();
  const killAll = async () => {
    for (const job of jobs) job.isDead = true;
  };
  return { ledger, queued: async () => jobs.length, killAll, close: async () => {} };
});

eachDatabase((name, openDatabase) => {
  scheduleLedgerContract(name, async () => {
    const { db, close } = await openDatabase();
    return {
      ledger: createSqlSchedule({ db, now }),
      queued: async () => (await db.selectFrom('jobs').select('id').execute()).length,
      killAll: () => db.updateTable('jobs').set({ run_at: null }).execute().then(),
      close,
    };
  });

  it(`forgets periods after five weeks, but never the last, on ${name}`, async () => {
    const { db, close } = await openDatabase();
    const note = (job: string, period: string, days: number) => {
      const row = { job, period, enqueued_at: now() - days * 24 * 3_600_000 };
      return db.insertInto('job_periods').values(row).execute();
    };
    await note('a', '1', 99);
    await note('a', '2', 36);
    await note('a', '3', 1);
    await note('b', '1', 99);
    const tidy = createJobTidier({ history: createSqlJobHistory(db), clock: { now } });
    await tidy({}, { jobId: 1, signal: new AbortController().signal });
    expect(
      await db.selectFrom('job_periods').select(['job', 'period']).orderBy('job').execute(),
    ).toEqual([
      { job: 'a', period: '3' },
      { job: 'b', period: '1' },
    ]);
    await close();
  });
});
