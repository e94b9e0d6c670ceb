import type { ScheduleLedger } from '../../jobs/keep-schedule.js';
import { inTransaction } from '../sql/in-transaction.js';
import type { Db } from '../sql/tables.js';
import { addJobs } from './add-jobs.js';
import { ofQueue } from './queue-failure.js';

const nothingQueued = 0;

/** The periods of scheduled jobs in the database. */
export function createSqlSchedule(options: {
  readonly db: Db;
  readonly now: () => number;
}): ScheduleLedger {
  const { db, now } = options;
  // Of two that note one period at once, the second waits for the first and then changes nothing.
  const note = async (on: Db, job: string, period: string, at: number): Promise<boolean> => {
    const { numInsertedOrUpdatedRows } = await on
      .insertInto('job_periods')
      .values({ job, period, enqueued_at: at })
      .onConflict((conflict) => conflict.columns(['job', 'period']).doNothing())
      .executeTakeFirstOrThrow();
    return (numInsertedOrUpdatedRows ?? 0n) > 0n;
  };
  const ledger: ScheduleLedger = {
    async last(type) {
      const row = await db
        .selectFrom('job_periods')
        .select(({ fn }) => fn.max('period').as('period'))
        .where('job', '=', type)
        .executeTakeFirst();
      return row?.period ?? undefined;
    },
    async pass(type, period) {
      await note(db, type, period, nothingQueued);
    },
    queue: (type, period) =>
      inTransaction(db, async (trx) => {
        if (!(await note(trx, type, period, now()))) return;
        const before = await trx
          .selectFrom('jobs')
          .select('id')
          .where('type', '=', type)
          .where('run_at', 'is not', null)
          .limit(1)
          .executeTakeFirst();
        if (!before) await addJobs(trx, [{ type, payload: {}, accountId: null }], now());
      }),
  };
  return {
    last: (type) => ofQueue(() => ledger.last(type)),
    pass: (type, period) => ofQueue(() => ledger.pass(type, period)),
    queue: (type, period) => ofQueue(() => ledger.queue(type, period)),
  };
}
