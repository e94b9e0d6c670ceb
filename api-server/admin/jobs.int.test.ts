import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eachDatabase } from '../testing/each-database.js';
import type { TestDatabase } from '../testing/test-database.js';
import { dropJobs } from './drop-jobs.js';
import { jobStats } from './job-stats.js';
import { listJobs, retryJobs, showJob } from './jobs.js';

const now = 1_700_000_000_000;
const minute = 60_000;

eachDatabase((name, openDatabase) =>
  describe(`jobs in the hands of an operator, on ${name}`, () => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await openDatabase();
      const job = { payload: '{}', created_at: now - 60 * minute, priority: 1 };
      const dead = { ...job, run_at: null, failed_at: now - minute, attempts: 8 };
      await database.db
        .insertInto('jobs')
        .values([
          { ...dead, id: 1, type: 'webhook.deliver', failure: 'status-500' },
          { ...dead, id: 2, type: 'webhook.deliver', failure: 'ENOTFOUND' },
          { ...dead, id: 3, type: 'cat.wash', failure: 'unknown-type' },
          { ...job, id: 4, type: 'webhook.deliver', run_at: now + minute, attempts: 1 },
          { ...job, id: 5, type: 'webhook.deliver', run_at: now - minute, attempts: 0 },
          { ...job, id: 6, type: 'webhook.deliver', run_at: now + 1, attempts: 1, lease: 'p.1' },
          { ...job, id: 7, type: 'mail.welcome', run_at: now - 5, attempts: 0, priority: 0 },
        ])
        .execute();
    });
    afterEach(() => database.close());

    const ids = async () => {
      const rows = await database.db.selectFrom('jobs').select('id').orderBy('id').execute();
      return rows.map(({ id }) => id);
    };
    const drop = (which: { id?: number; type?: string; dryRun?: boolean }) =>
      dropJobs(database.db, { op: 'job.drop', id: null, type: null, dryRun: false, ...which }, now);

    it('counts them by lane and type, and tells when what is scheduled comes', async () => {
      await database.db
        .insertInto('job_periods')
        .values({ job: 'jobs.tidy', period: '2023-11-14T00:00Z', enqueued_at: now - minute })
        .execute();
      const { counts, schedule } = await jobStats(database.db, now);
      const none = { waiting: 0, later: 0, running: 0, dead: 0, dueSince: null };
      expect(counts).toEqual([
        { ...none, lane: 'urgent', type: 'mail.welcome', waiting: 1, dueSince: iso(now - 5) },
        { ...none, lane: 'usual', type: 'cat.wash', dead: 1 },
        {
          ...{ lane: 'usual', type: 'webhook.deliver', waiting: 1, dueSince: iso(now - minute) },
          ...{ later: 1, running: 1, dead: 2 },
        },
      ]);
      expect(schedule.find(({ type }) => type === 'jobs.tidy')).toEqual({
        ...{ type: 'jobs.tidy', everySeconds: 86_400, queuedAt: iso(now - minute) },
        nextAt: '2023-11-15T03:20:00.000Z',
      });
    });

    it('shows one with its last failure, and lists those of a type or a state', async () => {
      expect(await showJob(database.db, { op: 'job.show', id: 2 }, now)).toMatchObject({
        job: { lane: 'usual', failure: 'ENOTFOUND', failedAt: iso(now - minute), dueAt: null },
        ...{ payload: '{}', mostAttempts: 8 },
      });
      const unknown = await showJob(database.db, { op: 'job.show', id: 3 }, now);
      expect(unknown.mostAttempts).toBeNull();
      await expect(showJob(database.db, { op: 'job.show', id: 99 }, now)).rejects.toMatchObject({
        code: 'usage-invalid',
      });
      const list = async (
        state: 'waiting' | 'running' | 'dead',
        type: string | null,
        limit = 9,
      ) => {
        const { jobs, total } = await listJobs(
          database.db,
          { op: 'job.list', state, type, limit },
          now,
        );
        return [jobs.map(({ id }) => id), total];
      };
      expect(await list('dead', 'webhook.deliver', 1)).toEqual([[1], 2]);
      expect(await list('running', null)).toEqual([[6], 1]);
      expect(await list('waiting', null)).toEqual([[5, 7, 4], 3]);
    });

    it('takes a job whose worker was lost for one that waits, and may drop it', async () => {
      const lost = { payload: '{}', created_at: 0, priority: 1, run_at: now, lease: 'p.9' };
      await database.db
        .insertInto('jobs')
        .values({ ...lost, id: 8, type: 'image.resize', attempts: 1 })
        .execute();
      const { job } = await showJob(database.db, { op: 'job.show', id: 8 }, now);
      expect(job).toMatchObject({ state: 'waiting', workerLost: true, dueAt: iso(now) });
      const before = await showJob(database.db, { op: 'job.show', id: 8 }, now - 1);
      expect(before.job).toMatchObject({ state: 'running', workerLost: false });
      const list = (state: 'waiting' | 'running') =>
        listJobs(database.db, { op: 'job.list', state, type: 'image.resize', limit: 9 }, now);
      expect([(await list('waiting')).total, (await list('running')).total]).toEqual([1, 0]);
      expect(await drop({ id: 8 })).toEqual({ dropped: 1 });
    });

    it('has the dead of one type tried again, and leaves the others dead', async () => {
      const ask = { op: 'job.retry', id: null, type: 'webhook.deliver', dryRun: false } as const;
      expect(await retryJobs(database.db, ask, now)).toEqual({ retried: 2 });
      const { job } = await showJob(database.db, { op: 'job.show', id: 1 }, now);
      expect(job).toMatchObject({ state: 'waiting', attempts: 0, failure: null, failedAt: null });
      expect((await showJob(database.db, { op: 'job.show', id: 3 }, now)).job.state).toBe('dead');
    });

    it('removes only what is meant, and writes down that somebody did', async () => {
      expect(await drop({ type: 'webhook.deliver', dryRun: true })).toEqual({ dropped: 2 });
      expect(await ids()).toEqual([1, 2, 3, 4, 5, 6, 7]);
      expect(await drop({ type: 'webhook.deliver' })).toEqual({ dropped: 2 });
      expect(await drop({ id: 5 })).toEqual({ dropped: 1 });
      for (const [id, says] of [
        [6, 'being done'],
        [99, 'No job'],
      ] as const) {
        await expect(drop({ id })).rejects.toMatchObject({
          ...{ code: 'usage-invalid', message: expect.stringContaining(says) },
        });
      }
      expect(await drop({})).toEqual({ dropped: 1 });
      expect(await drop({})).toEqual({ dropped: 0 });
      expect(await ids()).toEqual([4, 6, 7]);
      const rows = await database.db.selectFrom('audit').selectAll().orderBy('id').execute();
      expect(rows.map(({ at, action, subject, detail }) => [at, action, subject, detail])).toEqual([
        [now, 'jobs.drop', 'dead jobs', 'webhook.deliver 2'],
        [now, 'jobs.drop', 'job 5', 'webhook.deliver 1'],
        [now, 'jobs.drop', 'dead jobs', 'cat.wash 1'],
      ]);
    });
  }),
);

function iso(time: number): string {
  return new Date(time).toISOString();
}
