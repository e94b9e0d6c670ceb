import { link, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { Failures } from '../../api-server/failures/failures.ts';
import { createSqlWelcomeStore } from '../../api-server/features/sign-up/sql-store.ts';
import { createDirectoryOutbox } from '../../api-server/infra/mail/directory-outbox.ts';
import { createDirectoryObjects } from '../../api-server/infra/objects/directory-objects.ts';
import { nameProcess } from '../../api-server/infra/process-name.ts';
import { addJobs } from '../../api-server/infra/queue/add-jobs.ts';
import { createSqlQueue } from '../../api-server/infra/queue/sql-queue.ts';
import { insertAll } from '../../api-server/infra/sql/change-feed.ts';
import { migrate } from '../../api-server/infra/sql/migrate.ts';
import { openSqlite } from '../../api-server/infra/sql/open-sqlite.ts';
import type { Db } from '../../api-server/infra/sql/tables.ts';
import { JobTally } from '../../api-server/jobs/job-tally.ts';
import type { NewJob } from '../../api-server/jobs/jobs.ts';
import { createWelcomeSender } from '../../api-server/jobs/send-welcome-mail.ts';
import { type JobHandlers, workOff } from '../../api-server/jobs/work-off.ts';
import { systemClock } from '../../src/platform/node-host.ts';
import { startJobServer } from './job-server.ts';
import { quantile, type Stream, sendOpenLoop } from './open-loop.ts';
import { median, ratioOf, showRatio } from './statistics.ts';

const threadFile = new URL('../../dist/api-server/sqlite-thread.js', import.meta.url);
const { now } = systemClock;
/** As many as the urgent lane does at once. */
const atOnce = 2;

/** Jobs a second through the queue, over the same handlers called in a loop. */
export async function jobThroughput(rounds: number, jobs: number): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'catops-jobs-'));
  const db = await openSqlite({
    ...{ file: join(directory, 'jobs.db'), threadFile, meter: { count() {} } },
  });
  try {
    await migrate(db);
    const objects = createDirectoryObjects({
      ...{ directory: join(directory, 'outbox'), process: nameProcess(process.pid), now },
    });
    const from = { name: 'catops', address: 'cats@example.com' };
    const outbox = createDirectoryOutbox({ objects, from, now });
    const send = createWelcomeSender({
      ...{ store: createSqlWelcomeStore(db), outbox, clock: systemClock },
    });
    const rows = [
      await compared('a welcome mail: two transactions and a file', { db, rounds, jobs }, send),
      await compared('nothing: what the queue itself costs', { db, rounds, jobs }, nothing),
    ];
    return [
      `${jobs} jobs a round in the embedded database (synced at each commit), ${rounds} interleaved rounds, ${atOnce} at once in one process; the loop`,
      'calls the same handlers with the same payloads, and has no queue: what it does when it dies is lost.',
      '',
      '| What a job does | in a loop, jobs/s | from the queue, jobs/s | queue over loop |',
      '| --- | --- | --- | --- |',
      ...rows,
    ];
  } finally {
    await db.destroy();
    await rm(directory, { recursive: true, force: true });
  }
}

interface Round {
  readonly db: Db;
  readonly rounds: number;
  readonly jobs: number;
}

async function compared(
  name: string,
  { db, rounds, jobs }: Round,
  handler: JobHandlers['mail.welcome'],
): Promise<string> {
  const queued: number[] = [];
  const bare: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const one = await newAccounts(db, jobs);
    const viaQueue = await fromQueue(db, one, handler);
    const inLoop = await inALoop(await newAccounts(db, jobs), handler);
    await db.deleteFrom('jobs').execute();
    // The first round warms up.
    if (round < 0) continue;
    queued.push(jobs / viaQueue);
    bare.push(jobs / inLoop);
  }
  const rate = median(queued).toFixed(0);
  // A loop over nothing measures nothing.
  if (handler === nothing) return `| ${name} | — | ${rate} | — |`;
  const ratio = showRatio(ratioOf(queued, bare));
  return `| ${[name, median(bare).toFixed(0), rate, ratio].join(' | ')} |`;
}

async function nothing(): Promise<void> {}

let people = 0;

/** So many new accounts that have no key, with nothing queued for them. */
async function newAccounts(db: Db, count: number): Promise<readonly string[]> {
  const rows = Array.from({ length: count }, () => {
    people += 1;
    const id = people.toString(36).padStart(6, '0');
    const account = { id, name: 'bench', created_at: now(), welcome_key_id: null };
    return { ...account, email: `${id}@example.com` };
  });
  await insertAll(rows, (some) => db.insertInto('accounts').values(some).execute());
  return rows.map(({ id }) => id);
}

function welcome(accountId: string): NewJob {
  return { type: 'mail.welcome', payload: { accountId }, accountId };
}

/** Seconds until the queue is empty. */
async function fromQueue(
  db: Db,
  accounts: readonly string[],
  handler: JobHandlers['mail.welcome'],
): Promise<number> {
  await db.transaction().execute((trx) => addJobs(trx, accounts.map(welcome), now()));
  const stop = new AbortController();
  const tally = new JobTally(now);
  const log = { info: () => {}, error: console.error };
  const failures = new Failures({ log, clock: systemClock, release: 'bench' });
  const handlers = { 'mail.welcome': handler } as JobHandlers;
  const queue = createSqlQueue({ db, process: nameProcess(process.pid), now });
  const deps = { queue, handlers, tally, failures, clock: systemClock, random: Math.random };
  const start = performance.now();
  const working = workOff(deps, stop.signal);
  while ((tally.metrics.done['mail.welcome'] ?? 0) < accounts.length) await sleep(1);
  const seconds = (performance.now() - start) / 1000;
  stop.abort();
  await working;
  return seconds;
}

async function inALoop(
  accounts: readonly string[],
  handler: JobHandlers['mail.welcome'],
): Promise<number> {
  const context = { jobId: 1, signal: new AbortController().signal };
  const left = [...accounts];
  const start = performance.now();
  const one = async () => {
    for (let accountId = left.pop(); accountId !== undefined; accountId = left.pop()) {
      await handler({ accountId }, context);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return (performance.now() - start) / 1000;
}

const streams: readonly Stream[] = [
  { name: 'search', rate: 60, path: () => '/v1/images/search?limit=3' },
  { name: 'categories', rate: 60, path: () => '/v1/categories' },
];

/** Jobs that the job processes cannot finish within a round. */
interface Pressure {
  readonly name: string;
  /** New jobs, enough for so many seconds. */
  make(seconds: number): Promise<readonly NewJob[]>;
}

/** The API's 99th percentile while job processes have more than they can do, over with nothing to do. */
export async function besideJobs(rounds: number, seconds: number): Promise<string[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'catops-beside-jobs-'));
  const jobProcesses = 2;
  const server = await startJobServer({
    ...{ CATOPS_DATA_DIR: dataDir, CATOPS_JOB_WORKERS: String(jobProcesses) },
  });
  const db = await openSqlite({
    ...{ file: join(dataDir, 'catops.db'), threadFile, meter: { count() {} } },
  });
  const pressures: readonly Pressure[] = [
    {
      name: 'welcome mails',
      make: async (s) => (await newAccounts(db, s * 500)).map(welcome),
    },
    {
      name: 'pictures of six million pixels to resize',
      make: (s) => newPictures(db, join(dataDir, 'objects', 'images'), s * 40),
    },
  ];
  try {
    const rows: string[] = [];
    for (const pressure of pressures) {
      rows.push(await underPressure(pressure, { db, rounds, seconds, url: server.url }));
    }
    return [
      `120 requests a second, evenly spaced, to an API of one process with ${jobProcesses} job processes beside it (nice 10, each with the`,
      `places of its types of jobs: 2 mails, 2 pictures, …), ${rounds} interleaved rounds of ${seconds} s with nothing queued and with more than can be done, on the embedded`,
      'database, which both write.',
      '',
      '| Queued | failed (aim 0) | done meanwhile, a second | p99 idle, ms | p99 busy, ms | busy over idle (aim ≤ 2) |',
      '| --- | --- | --- | --- | --- | --- |',
      ...rows,
    ];
  } finally {
    await db.destroy();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Beside {
  readonly db: Db;
  readonly rounds: number;
  readonly seconds: number;
  readonly url: string;
}

async function underPressure(
  { name, make }: Pressure,
  { db, rounds, seconds, url }: Beside,
): Promise<string> {
  const idle: number[] = [];
  const busy: number[] = [];
  let failed = 0;
  let done = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const times of [idle, busy]) {
      const jobs = times === busy ? await make(seconds) : [];
      await db.transaction().execute((trx) => addJobs(trx, jobs, now()));
      const answers = [...(await sendOpenLoop(url, streams, seconds)).values()].flat();
      failed += answers.filter(({ status }) => status !== 200).length;
      times.push(
        quantile(
          answers.map(({ ms }) => ms),
          0.99,
        ),
      );
      if (times === idle) continue;
      const left = (await db.selectFrom('jobs').select('id').execute()).length;
      if (left === 0) throw new Error('The job processes ran out of work.');
      done += jobs.length - left;
      await db.deleteFrom('jobs').execute();
      await underWayIsDone(db);
    }
  }
  const rate = (done / rounds / seconds).toFixed(0);
  const cells = [median(idle), median(busy)].map((ms) => ms.toFixed(1));
  return `| ${[name, failed, rate, ...cells, showRatio(ratioOf(busy, idle))].join(' | ')} |`;
}

/** What was begun goes on when its row is gone: one more job of each lane is waited for. */
async function underWayIsDone(db: Db): Promise<void> {
  await sleep(2000);
  const jobs: NewJob[] = [{ type: 'jobs.tidy', payload: {}, accountId: null }];
  await db.transaction().execute((trx) => addJobs(trx, jobs, now()));
  while ((await db.selectFrom('jobs').select('id').execute()).length > 0) await sleep(50);
}

let pictures = 0;

/** Uploads whose smaller copies are still to be made: one file under many names. */
async function newPictures(db: Db, directory: string, count: number): Promise<readonly NewJob[]> {
  const file = join(directory, 'bench-source.jpg');
  if (pictures === 0) {
    const size = { width: 3000, height: 2000 };
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
    await sharp({ create: { ...size, channels: 3, background: '#888', noise } })
      .jpeg({ quality: 85 })
      .toFile(file);
  }
  const rows = Array.from({ length: count }, () => {
    pictures += 1;
    const id = `b${pictures.toString(36).padStart(8, '0')}`;
    const image = { id, extension: 'jpg' as const, width: 3000, height: 2000 };
    const place = { position: -1_000_000 - pictures, original_filename: null };
    return { ...image, ...place, created_at: now(), approved_at: null, review: 'waiting' as const };
  });
  for (const { id } of rows) await link(file, join(directory, `${id}.jpg`));
  await insertAll(rows, (some) => db.insertInto('images').values(some).execute());
  return rows.map(({ id }) => {
    return { type: 'image.resize', payload: { imageId: id }, accountId: null };
  });
}
