import type { AdminReply, AdminRequest } from '../../src/contracts/admin-process.js';
import { inTransaction } from '../infra/sql/in-transaction.js';
import type { Db } from '../infra/sql/tables.js';
import { noJob } from './jobs.js';
import { isRunning, whichJobs } from './which-jobs.js';

/** Removes jobs that are not to be done any more, and writes down that somebody did. */
export function dropJobs(
  db: Db,
  { id, type, dryRun }: Extract<AdminRequest, { op: 'job.drop' }>,
  now: number,
): Promise<AdminReply<'job.drop'>> {
  // By its number also one that waits. Not one that runs: what it has begun would go on.
  const state = id === null ? 'dead' : null;
  return inTransaction(db, async (trx) => {
    const rows = await trx
      .selectFrom('jobs')
      .select(({ fn }) => [
        ...(['type', fn.countAll<number>().as('count')] as const),
        ...[fn.max('lease').as('lease'), fn.max('run_at').as('run_at')],
      ])
      .where(whichJobs({ id, type, state }, now))
      .groupBy('type')
      .execute();
    if (id !== null && rows.length === 0) throw noJob(`No job has the id ${id}.`);
    if (id !== null && rows[0] && isRunning(rows[0], now)) {
      throw noJob(`Job ${id} is being done at the moment: drop it when it waits or is dead.`);
    }
    const dropped = rows.reduce((sum, { count }) => sum + Number(count), 0);
    if (dryRun || dropped === 0) return { dropped };
    const { numDeletedRows } = await trx
      .deleteFrom('jobs')
      .where(whichJobs({ id, type, state }, now))
      .where(({ eb }) => eb.or([eb('lease', 'is', null), eb('run_at', '<=', now)]))
      .executeTakeFirstOrThrow();
    const detail = rows.map((row) => `${row.type} ${row.count}`).join(', ');
    await trx
      .insertInto('audit')
      .values({
        ...{ at: now, actor: 'operator', action: 'jobs.drop', detail },
        subject: id === null ? 'dead jobs' : `job ${id}`,
      })
      .execute();
    return { dropped: Number(numDeletedRows) };
  });
}
