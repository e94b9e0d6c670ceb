import { type Priority, priorities } from '../../jobs/jobs.js';
import { type JobQueue, type LaneDepth, leaseMs, type TakenJob } from '../../jobs/queue.js';
import { isLeftBehind, type ProcessName } from '../process-name.js';
import type { Db } from '../sql/tables.js';
import { ofQueue } from './queue-failure.js';

/** The queue in the database. */
export function createSqlQueue(options: {
  readonly db: Db;
  readonly process: ProcessName;
  readonly now: () => number;
}): JobQueue {
  const { db, process, now } = options;
  let leases = 0;
  // Only who holds the lease may say how it went.
  const fail = (job: TakenJob, failure: string, runAt: number | null) =>
    db
      .updateTable('jobs')
      .set({ run_at: runAt, failure, failed_at: now(), lease: null })
      .where('id', '=', job.id)
      .where('lease', '=', job.lease)
      .execute();
  // A job that is leased is due again when its lease ends: in the future.
  const laneDepth = async (priority: Priority): Promise<LaneDepth> => {
    const inLane = db.selectFrom('jobs').where('priority', '=', priorities[priority]);
    const due = await inLane
      .select(({ fn }) => [fn.countAll().as('count'), fn.min('run_at').as('since')])
      .where('run_at', '<=', now())
      .executeTakeFirst();
    const dead = await inLane
      .select(({ fn }) => fn.countAll().as('count'))
      .where('run_at', 'is', null)
      .executeTakeFirst();
    const dueSince = due?.since ?? null;
    return {
      waiting: Number(due?.count ?? 0),
      dueSince: dueSince === null ? null : Number(dueSince),
      dead: Number(dead?.count ?? 0),
    };
  };
  const takeOne = async (
    priority: Priority,
    full: readonly string[],
  ): Promise<TakenJob | undefined> => {
    for (;;) {
      let due = db
        .selectFrom('jobs')
        .select(['id', 'type', 'payload', 'attempts', 'account_id as accountId'])
        .where('priority', '=', priorities[priority])
        .where('run_at', '<=', now());
      if (full.length > 0) due = due.where('type', 'not in', full);
      const next = await due.orderBy('run_at').orderBy('id').limit(1).executeTakeFirst();
      if (!next) return undefined;
      leases += 1;
      const lease = `${process}.${leases}`;
      const attempts = next.attempts + 1;
      // The number of attempts changes with every take: of two that saw the same job, one gets it.
      const { numUpdatedRows } = await db
        .updateTable('jobs')
        .set({ attempts, lease, run_at: now() + leaseMs })
        .where('id', '=', next.id)
        .where('attempts', '=', next.attempts)
        .where('run_at', '<=', now())
        .executeTakeFirstOrThrow();
      if (numUpdatedRows > 0n) return { ...next, attempts, lease };
    }
  };
  const queue: JobQueue = {
    async take(priority, atMost, _stop, roomOf) {
      const taken: TakenJob[] = [];
      const room = new Map(roomOf);
      while (taken.length < atMost) {
        const full = [...room].filter(([, left]) => left <= 0).map(([type]) => type);
        const job = await takeOne(priority, full);
        if (!job) break;
        taken.push(job);
        const left = room.get(job.type);
        if (left !== undefined) room.set(job.type, left - 1);
      }
      return taken;
    },
    async done({ id, lease }) {
      await db.deleteFrom('jobs').where('id', '=', id).where('lease', '=', lease).execute();
    },
    async retry(job, at, failure) {
      await fail(job, failure, at);
    },
    async bury(job, failure) {
      await fail(job, failure, null);
    },
    async depth() {
      const [urgent, usual] = await Promise.all([laneDepth('urgent'), laneDepth('usual')]);
      return { lanes: { urgent, usual } };
    },
    async release() {
      const rows = await db
        .selectFrom('jobs')
        .select(['id', 'lease', 'run_at'])
        .where('lease', 'is not', null)
        .execute();
      for (const { id, lease, run_at } of rows) {
        const owner = lease?.slice(0, lease.indexOf('.')) ?? '';
        const leasedAt = Number(run_at) - leaseMs;
        if (!isLeftBehind(owner, now() - leasedAt)) continue;
        await db
          .updateTable('jobs')
          .set({ run_at: now(), lease: null })
          .where('id', '=', id)
          .where('lease', '=', lease)
          .execute();
      }
    },
  };
  return {
    take: (priority, atMost, stop, roomOf) =>
      ofQueue(() => queue.take(priority, atMost, stop, roomOf)),
    done: (job) => ofQueue(() => queue.done(job)),
    retry: (job, at, failure) => ofQueue(() => queue.retry(job, at, failure)),
    bury: (job, failure) => ofQueue(() => queue.bury(job, failure)),
    depth: () => ofQueue(() => queue.depth()),
    release: () => ofQueue(() => queue.release()),
  };
}
