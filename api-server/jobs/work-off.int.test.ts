import { afterEach, beforeEach, expect, it } from 'vitest';
import { Failures } from '../failures/failures.js';
import { nameProcess } from '../infra/process-name.js';
import { addJobs } from '../infra/queue/add-jobs.js';
import { createSqlQueue } from '../infra/queue/sql-queue.js';
import { openTestDatabase, type TestDatabase } from '../testing/test-database.js';
import { JobTally } from './job-tally.js';
import { jobPolicies, type NewJob } from './jobs.js';
import { Hopeless, type JobContext, type JobHandlers, workOff } from './work-off.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await openTestDatabase();
});
afterEach(() => database.close());

/** A clock whose sleeps end as soon as everything else waits: time is what is slept, many times over. */
function quickClock() {
  let passed = 0;
  return {
    now: () => 1_700_000_000_000 + passed,
    monotonic: () => passed,
    // What bounds a job never comes; an idle lane waits for a moment.
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const cut = () => reject(signal?.reason);
        signal?.addEventListener('abort', cut, { once: true });
        if (ms >= 45_000) return;
        setTimeout(() => {
          signal?.removeEventListener('abort', cut);
          passed += ms * 100;
          resolve();
        }, 1);
      }),
  };
}

const workThrough = (
  handler: JobHandlers['mail.welcome'],
  accounts: readonly string[],
  until: () => Promise<boolean>,
) =>
  work(
    { 'mail.welcome': handler },
    accounts.map((accountId) => ({ type: 'mail.welcome', payload: { accountId }, accountId })),
    until,
  );

async function work(
  handlers: Partial<JobHandlers>,
  jobs: readonly NewJob[],
  until: () => Promise<boolean>,
) {
  const clock = quickClock();
  const stop = new AbortController();
  const logged: string[] = [];
  const { db } = database;
  const queue = createSqlQueue({ db, process: nameProcess(process.pid), now: clock.now });
  await db.transaction().execute((trx) => addJobs(trx, jobs, clock.now()));
  const log = {
    error: (event: string, fields: object) =>
      void logged.push(`${event} ${JSON.stringify(fields)}`),
    info: () => {},
  };
  const failures = new Failures({ log, clock, release: '0.0.0' });
  const tally = new JobTally(clock.now);
  const deps = {
    queue,
    handlers: handlers as JobHandlers,
    tally,
    clock,
    failures,
    random: () => 0.5,
  };
  const ended = workOff(deps, stop.signal);
  while (!(await until())) await new Promise((resolve) => setTimeout(resolve, 2));
  stop.abort();
  await ended;
  return { logged, left: await db.selectFrom('jobs').selectAll().execute() };
}

const noneDue = async () =>
  (await database.db.selectFrom('jobs').select('id').where('run_at', 'is not', null).execute())
    .length === 0;

it('does each job once and forgets it', async () => {
  const done: string[] = [];
  const accounts = ['a', 'b', 'c', 'd', 'e'];
  const { left, logged } = await workThrough(
    async ({ accountId }) => void done.push(accountId),
    accounts,
    noneDue,
  );
  expect([done.sort(), left, logged]).toEqual([accounts, [], []]);
});

it('tries what fails again, later and later, and gives it up in the end', async () => {
  let times = 0;
  const { left, logged } = await workThrough(
    async () => {
      times += 1;
      throw Object.assign(new Error('secret@example.com'), { code: 'ECONNREFUSED' });
    },
    ['a'],
    noneDue,
  );
  const { attempts } = jobPolicies['mail.welcome'];
  expect(times).toBe(attempts);
  expect(left).toMatchObject([{ attempts, run_at: null, failure: 'ECONNREFUSED', lease: null }]);
  expect(logged.length).toBe(attempts);
  expect(logged.at(-1)).toMatch(/^job-dead .*"code":"ECONNREFUSED".*"type":"mail.welcome"/);
  // What an error says may be what somebody sent.
  expect(logged.join()).not.toContain('secret');
});

it('delivers and resizes while everything that looks at pictures is stuck, however much of it waits', async () => {
  const images = Array.from({ length: 30 }, (_, at) => `image${at}`);
  const looks = new Set<string>();
  const done = new Set<string>();
  let stuckAtOnce: number | undefined;
  let release = () => {};
  const stuck = new Promise<void>((resolve) => {
    release = resolve;
  });
  const jobs: NewJob[] = [
    ...images.map((imageId) => {
      return { type: 'image.analyse', payload: { imageId }, accountId: null } as const;
    }),
    {
      ...{ type: 'webhook.deliver', accountId: null },
      payload: { webhookId: 'hook', event: 'favourite.created', favouriteId: 7 },
    },
    { type: 'image.resize', payload: { imageId: 'last' }, accountId: null },
  ];
  await work(
    {
      'image.analyse': async ({ imageId }) => {
        looks.add(imageId);
        await stuck;
      },
      'webhook.deliver': async ({ webhookId }) => void done.add(webhookId),
      'image.resize': async ({ imageId }) => void done.add(imageId),
    },
    jobs,
    async () => {
      if (done.size < 2) return false;
      stuckAtOnce ??= looks.size;
      release();
      return noneDue();
    },
  );
  expect([[...done].sort(), stuckAtOnce, looks.size]).toEqual([
    ...[['hook', 'last'], jobPolicies['image.analyse'].atOnce, images.length],
  ]);
});

it('gives up at once what will never go well', async () => {
  const { left } = await workThrough(
    async () => {
      throw new Hopeless('nobody-there');
    },
    ['a'],
    noneDue,
  );
  expect(left).toMatchObject([{ attempts: 1, run_at: null, failure: 'nobody-there' }]);
});

it('leaves a job of a newer version for that one', async () => {
  const row = { type: 'cat.wash', priority: 0, run_at: 0, attempts: 0, payload: '{}' };
  await database.db
    .insertInto('jobs')
    .values({ ...row, created_at: 0 })
    .execute();
  const { left } = await workThrough(async () => {}, [], noneDue);
  expect(left).toMatchObject([{ type: 'cat.wash', run_at: null, failure: 'unknown-type' }]);
});

it('gives up a job that has ended every process that began it', async () => {
  const begun: JobContext[] = [];
  const { attempts } = jobPolicies['mail.welcome'];
  const row = { type: 'mail.welcome', priority: 0, run_at: 0, attempts, payload: '{}' };
  await database.db
    .insertInto('jobs')
    .values({ ...row, created_at: 0 })
    .execute();
  const { left } = await workThrough(async (_, context) => void begun.push(context), [], noneDue);
  expect([begun, left.map(({ failure }) => failure)]).toEqual([[], ['ended-its-process']]);
});

it('finishes what is under way when it is told to stop', async () => {
  let finished = false;
  let begun = false;
  const { left } = await workThrough(
    async () => {
      begun = true;
      await new Promise((resolve) => setTimeout(resolve, 20));
      finished = true;
    },
    ['a'],
    async () => begun,
  );
  expect([finished, left]).toEqual([true, []]);
});
