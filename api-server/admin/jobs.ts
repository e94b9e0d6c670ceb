import type { Selectable } from 'kysely';
import type { AdminReply, AdminRequest, JobRow } from '../../src/contracts/admin-process.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Db, Tables } from '../infra/sql/tables.js';
import { type JobType, jobPolicies, priorities } from '../jobs/jobs.js';
import { isRunning, whichJobs } from './which-jobs.js';

type Ask<Op> = Extract<AdminRequest, { op: Op }>;

/** Jobs, the dead ones first and each kind by age, and how many there are in all. */
export async function listJobs(
  db: Db,
  { limit, ...which }: Ask<'job.list'>,
  now: number,
): Promise<AdminReply<'job.list'>> {
  const meant = db.selectFrom('jobs').where(whichJobs(which, now));
  const rows = await meant.selectAll().orderBy('run_at').orderBy('id').limit(limit).execute();
  const count = await meant
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { jobs: rows.map((row) => toJobRow(row, now)), total: Number(count.total) };
}

/** One job with what it holds. */
export async function showJob(
  db: Db,
  { id }: Ask<'job.show'>,
  now: number,
): Promise<AdminReply<'job.show'>> {
  const row = await db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw noJob(`No job has the id ${id}: what is done is kept nowhere.`);
  const policy = Object.hasOwn(jobPolicies, row.type) ? jobPolicies[row.type as JobType] : null;
  return { job: toJobRow(row, now), payload: row.payload, mostAttempts: policy?.attempts ?? null };
}

/** Has dead jobs tried again, as if for the first time. */
export async function retryJobs(
  db: Db,
  { id, type, dryRun }: Ask<'job.retry'>,
  now: number,
): Promise<AdminReply<'job.retry'>> {
  const dead = whichJobs({ id, type, state: 'dead' }, now);
  const { found } = await db
    .selectFrom('jobs')
    .select(({ fn }) => fn.countAll<number>().as('found'))
    .where(dead)
    .executeTakeFirstOrThrow();
  if (id !== null && Number(found) === 0) throw noJob(`No dead job has the id ${id}.`);
  if (dryRun) return { retried: Number(found) };
  const { numUpdatedRows } = await db
    .updateTable('jobs')
    .set({ run_at: now, attempts: 0, failure: null, failed_at: null })
    .where(dead)
    .executeTakeFirstOrThrow();
  return { retried: Number(numUpdatedRows) };
}

/** That there is no such job. */
export function noJob(message: string): CatopsError {
  return new CatopsError('usage-invalid', message, { hint: 'catops jobs list' });
}

/** A job as it is told outside. */
export function toJobRow(row: Selectable<Tables['jobs']>, now: number): JobRow {
  const { id, type, attempts, failure, run_at, lease } = row;
  const state = isRunning(row, now) ? 'running' : 'waiting';
  return {
    ...{ id, type, attempts, failure, state: run_at === null ? 'dead' : state },
    workerLost: lease !== null && state === 'waiting',
    lane: row.priority === priorities.urgent ? 'urgent' : 'usual',
    failedAt: isoOf(row.failed_at),
    accountId: row.account_id,
    createdAt: new Date(row.created_at).toISOString(),
    dueAt: isoOf(run_at),
  };
}

function isoOf(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
