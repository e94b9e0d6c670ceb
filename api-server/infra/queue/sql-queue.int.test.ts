import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Priority } from '../../jobs/jobs.js';
import { type JobQueue, leaseMs } from '../../jobs/queue.js';
import { eachDatabase } from '../../testing/each-database.js';
import { openTestDatabase, type TestDatabase } from '../../testing/test-database.js';
import { nameProcess, type ProcessName } from '../process-name.js';
import { addJobs } from './add-jobs.js';
import { createSqlQueue } from './sql-queue.js';

/** One at a time, as most of these tests take. */
const taking = (queue: JobQueue) => ({
  ...queue,
  take: async (lane: Priority) => (await queue.take(lane, 1, new AbortController().signal))[0],
});

eachDatabase((name, openDatabase) =>
  describe(`the queue on ${name}`, () => {
    let database: TestDatabase;
    let now: number;
    beforeEach(async () => {
      database = await openDatabase();
      now = 1_700_000_000_000;
    });
    afterEach(() => database.close());

    const queueOf = (process = nameProcess(globalThis.process.pid)) =>
      taking(createSqlQueue({ db: database.db, process, now: () => now }));
    const add = (...accounts: string[]) =>
      database.db.transaction().execute((trx) =>
        addJobs(
          trx,
          accounts.map((accountId) => ({
            type: 'mail.welcome',
            payload: { accountId },
            accountId,
          })),
          now,
        ),
      );
    const rows = () => database.db.selectFrom('jobs').selectAll().orderBy('id').execute();

    it('gives each job once, the oldest first, and only in its lane', async () => {
      await add('one', 'two');
      now += 1;
      await add('three');
      const queue = queueOf();
      expect(await queue.take('usual')).toBeUndefined();
      const taken = [
        await queue.take('urgent'),
        await queue.take('urgent'),
        await queue.take('urgent'),
      ];
      expect(taken.map((job) => job?.payload)).toEqual(
        ['one', 'two', 'three'].map((accountId) => JSON.stringify({ accountId })),
      );
      expect(await queue.take('urgent')).toBeUndefined();
    });

    it('gives no job to two that take at once', async () => {
      await add(...Array.from({ length: 40 }, (_, n) => `a${n}`));
      const takers = [queueOf(), queueOf(), queueOf(), queueOf()];
      const taken = await Promise.all(
        takers.map(async (queue) => {
          const ids: number[] = [];
          for (let job = await queue.take('urgent'); job; job = await queue.take('urgent')) {
            ids.push(job.id);
          }
          return ids;
        }),
      );
      expect(taken.flat().sort((a, b) => a - b)).toEqual(
        Array.from({ length: 40 }, (_, n) => n + 1),
      );
    });

    it('gives a job again when its lease has ended, and then no longer listens to who had it', async () => {
      await add('one');
      const queue = queueOf();
      const first = await queue.take('urgent');
      now += leaseMs - 1;
      expect(await queue.take('urgent')).toBeUndefined();
      now += 1;
      const second = await queue.take('urgent');
      expect([first?.attempts, second?.attempts, second?.id]).toEqual([1, 2, first?.id]);
      if (!first || !second) throw new Error('no job');
      await queue.done(first);
      await queue.bury(first, 'late');
      expect(await rows()).toMatchObject([{ lease: second.lease, failure: null }]);
      await queue.done(second);
      expect(await rows()).toEqual([]);
    });

    it('tries again at the time that was said, and leaves the dead where they are', async () => {
      await add('one');
      const queue = queueOf();
      const first = await queue.take('urgent');
      if (!first) throw new Error('no job');
      await queue.retry(first, now + 5000, 'ECONNREFUSED');
      now += 4999;
      expect(await queue.take('urgent')).toBeUndefined();
      now += 1;
      const second = await queue.take('urgent');
      if (!second) throw new Error('no job');
      await queue.bury(second, 'ECONNREFUSED');
      const failedAt = now;
      now += 1e12;
      expect(await queue.take('urgent')).toBeUndefined();
      expect(await rows()).toMatchObject([
        { run_at: null, failure: 'ECONNREFUSED', failed_at: failedAt, attempts: 2 },
      ]);
    });

    it('counts what is due, what is given up, and since when the first has been due', async () => {
      await add('one', 'two', 'three', 'four');
      const queue = queueOf();
      const [dead, later] = [await queue.take('urgent'), await queue.take('urgent')];
      if (!dead || !later) throw new Error('no job');
      await queue.bury(dead, 'late');
      await queue.retry(later, now + 5000, 'late');
      const dueSince = now;
      now += 1000;
      // Who has been given one is not waited for.
      await queue.take('urgent');
      expect(await queue.depth()).toEqual({
        lanes: {
          urgent: { waiting: 1, dueSince, dead: 1 },
          usual: { waiting: 0, dueSince: null, dead: 0 },
        },
      });
    });

    it('frees what a dead process had, and leaves the living theirs', async () => {
      await add('one', 'two');
      const mine = nameProcess(process.pid);
      // The same process number, started at another time: a process that is no more.
      const dead = mine.replace(/_[0-9a-f]{12}$/, '_ffffffffffff') as ProcessName;
      const [left, kept] = [await queueOf(dead).take('urgent'), await queueOf(mine).take('urgent')];
      await queueOf().release();
      expect(await rows()).toMatchObject([
        { id: left?.id, lease: null, run_at: now },
        { id: kept?.id, lease: kept?.lease, run_at: now + leaseMs },
      ]);
    });
  }),
);

it('looks at the due jobs of one lane alone, however many wait or are dead', async () => {
  const { db, close } = await openTestDatabase();
  const { rows: plan } = await sql<{ detail: string }>`explain query plan
    select id from jobs where priority = 0 and run_at <= 1 order by run_at, id limit 1`.execute(db);
  expect(plan.map(({ detail }) => detail)).toEqual([
    'SEARCH jobs USING COVERING INDEX jobs_next (priority=? AND run_at<?)',
  ]);
  await close();
});
