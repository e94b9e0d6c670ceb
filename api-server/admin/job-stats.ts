import { sql } from 'kysely';
import type { AdminReply } from '../../src/contracts/admin-process.js';
import type { Db } from '../infra/sql/tables.js';
import { priorities } from '../jobs/jobs.js';
import { nextDue, schedule } from '../jobs/schedule.js';

/** How many jobs there are of each type, and when what is scheduled was and will be queued. */
export async function jobStats(db: Db, now: number): Promise<Omit<AdminReply<'job.stats'>, 'sqs'>> {
  // A job whose lease has ended is due again: whoever had it is gone.
  const due = sql<boolean>`run_at <= ${now}`;
  const later = sql<boolean>`run_at > ${now} and lease is null`;
  const running = sql<boolean>`run_at > ${now} and lease is not null`;
  const rows = await db
    .selectFrom('jobs')
    .select([
      ...(['priority', 'type'] as const),
      sql<number>`sum(case when ${due} then 1 else 0 end)`.as('waiting'),
      sql<number>`sum(case when ${later} then 1 else 0 end)`.as('later'),
      sql<number>`sum(case when ${running} then 1 else 0 end)`.as('running'),
      sql<number>`sum(case when run_at is null then 1 else 0 end)`.as('dead'),
      sql<number | null>`min(case when ${due} then run_at end)`.as('since'),
    ])
    .groupBy(['priority', 'type'])
    .orderBy('priority')
    .orderBy('type')
    .execute();
  const last = await db
    .selectFrom('job_periods')
    .select(({ fn }) => ['job', fn.max('enqueued_at').as('at')])
    .groupBy('job')
    .execute();
  const queuedAt = new Map(last.map(({ job, at }) => [job, Number(at)]));
  return {
    counts: rows.map(({ priority, type, since, ...counts }) => ({
      lane: priority === priorities.urgent ? 'urgent' : 'usual',
      type,
      waiting: Number(counts.waiting),
      later: Number(counts.later),
      running: Number(counts.running),
      dead: Number(counts.dead),
      dueSince: since === null ? null : new Date(Number(since)).toISOString(),
    })),
    schedule: schedule.map((job) => {
      const at = queuedAt.get(job.type) ?? 0;
      return {
        type: job.type,
        everySeconds: job.everyMs / 1000,
        queuedAt: at === 0 ? null : new Date(at).toISOString(),
        nextAt: new Date(nextDue(job, now)).toISOString(),
      };
    }),
  };
}
