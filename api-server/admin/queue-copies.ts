import { addJobs } from '../infra/queue/add-jobs.js';
import { inTransaction } from '../infra/sql/in-transaction.js';
import type { Db } from '../infra/sql/tables.js';

/** A younger upload has its job, or had it: it may be under way elsewhere than in the database. */
const youngestMs = 3_600_000;
const atMost = 10_000;

/**
 * Queues the smaller copies of uploads that have none and no job for it: a version before this one took
 * them in. Safe to repeat; what was given up stays so.
 */
export async function queueCopies({ db, now }: { readonly db: Db; readonly now: number }) {
  const missing = await db
    .selectFrom('images')
    .select(['id', 'account_id'])
    .where('account_id', 'is not', null)
    .where('renditions', 'is', null)
    .where('deleted_at', 'is', null)
    .where('created_at', '<', now - youngestMs)
    .limit(atMost)
    .execute();
  if (missing.length === 0) return;
  const queued = await db
    .selectFrom('jobs')
    .select('payload')
    .where('type', '=', 'image.resize')
    .execute();
  const known = new Set(queued.map(({ payload }) => payload));
  const jobs = missing
    .map(({ id, account_id }) => {
      return { type: 'image.resize' as const, payload: { imageId: id }, accountId: account_id };
    })
    .filter(({ payload }) => !known.has(JSON.stringify(payload)));
  if (jobs.length > 0) await inTransaction(db, (trx) => addJobs(trx, jobs, now));
}
