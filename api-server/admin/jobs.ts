import type { Selectable } from 'kysely';
import type { AdminReply, AdminRequest, JobRow } from '../../src/contracts/admin-process.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Db, Tables } from '../infra/sql/tables.js';

type Ask<Op> = Extract<AdminRequest, { op: Op }>;

/** Jobs, the dead ones first and each kind by age, and how many there are in all. */
export async function listJobs(
  db: Db,
  { limit }: Ask<'job.list'>,
): Promise<AdminReply<'job.list'>> {
  const rows = await db
    .selectFrom('jobs')
    .selectAll()
    .orderBy('run_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  const count = await db
    .selectFrom('jobs')
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { jobs: rows.map(toJobRow), total: Number(count.total) };
}

/** Has dead jobs tried again, as if for the first time: one, or all. */
export async function retryJobs(
  db: Db,
  { id, dryRun }: Ask<'job.retry'>,
  now: number,
): Promise<AdminReply<'job.retry'>> {
  let dead = db.selectFrom('jobs').select('id').where('run_at', 'is', null);
  if (id !== null) dead = dead.where('id', '=', id);
  const ids = (await dead.execute()).map((row) => row.id);
  if (id !== null && ids.length === 0) {
    throw new CatopsError('usage-invalid', `No dead job has the id ${id}.`, {
      hint: 'catops jobs list',
    });
  }
  if (dryRun || ids.length === 0) return { retried: ids.length };
  const { numUpdatedRows } = await db
    .updateTable('jobs')
    .set({ run_at: now, attempts: 0, failure: null })
    .where('id', 'in', ids)
    .where('run_at', 'is', null)
    .executeTakeFirstOrThrow();
  return { retried: Number(numUpdatedRows) };
}

function toJobRow(row: Selectable<Tables['jobs']>): JobRow {
  const { id, type, attempts, failure, run_at, lease } = row;
  const state = lease === null ? 'waiting' : 'running';
  return {
    ...{ id, type, attempts, failure, state: run_at === null ? 'dead' : state },
    accountId: row.account_id,
    createdAt: new Date(row.created_at).toISOString(),
    dueAt: run_at === null ? null : new Date(run_at).toISOString(),
  };
}
