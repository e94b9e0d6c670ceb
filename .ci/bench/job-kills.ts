import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashOf } from '../../api-server/infra/sql/key-text.ts';
import { openMariaDb } from '../../api-server/infra/sql/open-mariadb.ts';
import type { Db } from '../../api-server/infra/sql/tables.ts';
import { type Random, randomFrom } from '../../api-server/seed/random.ts';
import { startMariaDbs, type TestMariaDb } from '../../api-server/testing/mariadb-server.ts';
import { type JobServer, startJobServer } from './job-server.ts';

const jobProcesses = 3;
const senders = 4;
/** What was begun by a process that is gone comes again after a minute, and then waits its pause. */
const patienceMs = 600_000;

const victims = ['job process', 'API process', 'server', 'database'] as const;
type Victim = (typeof victims)[number];

/** A server that may be another one by now. */
interface Place {
  server: JobServer;
}

/**
 * SIGKILLs job processes, API processes, the whole server and the database, at random, while people
 * sign up; then counts what became of each sign-up that was answered.
 */
export async function jobsKilled(kills: number): Promise<string[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'catops-job-kills-'));
  const servers = await startMariaDbs({ durable: true });
  const { primary } = servers;
  await primary.sql('create database cats');
  const env = {
    CATOPS_DATA_DIR: dataDir,
    CATOPS_JOB_WORKERS: String(jobProcesses),
    CATOPS_DATABASE_URL: `mysql://app:a@127.0.0.1:${primary.port}/cats`,
  };
  const place: Place = { server: await startJobServer(env) };
  try {
    const over = new AbortController();
    const acknowledged = new Set<string>();
    const sending = Promise.all(
      Array.from({ length: senders }, (_, number) =>
        signUps(place, number, acknowledged, over.signal),
      ),
    );
    const random = randomFrom('kills of jobs');
    const outbox = join(dataDir, 'outbox');
    const counts = await killAtRandom({ kills, random, place, outbox, primary, env });
    over.abort();
    await sending;
    const db = await open(primary.port);
    const settled = await untilDone(db);
    const found = await whatBecame(db, outbox, acknowledged);
    await db.destroy();
    return report(counts, acknowledged.size, settled, found);
  } finally {
    await place.server.stop();
    await servers.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Signs up one address after the other; each until it was answered that it is done. */
async function signUps(
  place: Place,
  sender: number,
  acknowledged: Set<string>,
  over: AbortSignal,
): Promise<void> {
  for (let number = 0; !over.aborted; number += 1) {
    const email = `cat-${sender}-${number}@example.com`;
    while (!over.aborted && !acknowledged.has(email)) {
      if (await isSignedUp(place.server.url, email)) acknowledged.add(email);
      else await sleep(50);
    }
    await sleep(30);
  }
}

async function isSignedUp(url: string, email: string): Promise<boolean> {
  try {
    const reply = await fetch(`${url}/v1/user/passwordlesssignup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, appDescription: 'cats' }),
      signal: AbortSignal.timeout(15_000),
    });
    await reply.text();
    return reply.status === 200;
  } catch {
    return false;
  }
}

interface Killing {
  readonly kills: number;
  readonly random: Random;
  readonly place: Place;
  /** Where the mails are. */
  readonly outbox: string;
  readonly primary: TestMariaDb;
  readonly env: Readonly<Record<string, string>>;
}

async function killAtRandom(killing: Killing): Promise<Record<Victim, number>> {
  const { kills, outbox, random } = killing;
  const counts = { 'job process': 0, 'API process': 0, server: 0, database: 0 };
  for (let done = 0; done < kills; ) {
    await progress(outbox);
    await sleep(random.between(0, 800));
    const which = random.next();
    const victim =
      which < 0.65
        ? 'job process'
        : which < 0.8
          ? 'API process'
          : which < 0.9
            ? 'server'
            : 'database';
    if (!(await killOne(killing, victim))) continue;
    counts[victim] += 1;
    done += 1;
  }
  return counts;
}

/** Waits for one more mail: who kills faster than anything is done kills nothing that matters. */
async function progress(outbox: string): Promise<void> {
  const before = (await mailsIn(outbox)).length;
  const start = performance.now();
  while ((await mailsIn(outbox)).length === before) {
    if (performance.now() - start > patienceMs) throw new Error('Nothing is done any more.');
    await sleep(20);
  }
}

async function mailsIn(outbox: string): Promise<readonly string[]> {
  const names = await readdir(outbox).catch(() => []);
  return names.filter((name) => name.endsWith('.eml'));
}

/** False when there is none of that kind at the moment. */
async function killOne({ random, place, primary, env }: Killing, victim: Victim): Promise<boolean> {
  if (victim === 'server') {
    await place.server.kill();
    place.server = await startJobServer(env);
    return true;
  }
  if (victim === 'database') {
    await primary.kill();
    await sleep(random.between(0, 500));
    await primary.restart();
    return true;
  }
  const { api, jobs } = await place.server.pids();
  const [first, ...more] = victim === 'job process' ? jobs : api;
  if (first === undefined) return false;
  try {
    process.kill(random.pick([first, ...more]), 'SIGKILL');
    return true;
  } catch {
    // It has ended meanwhile.
    return false;
  }
}

/** Seconds until no job is to be done any more. */
async function untilDone(db: Db): Promise<number> {
  const start = performance.now();
  while (performance.now() - start < patienceMs) {
    const left = await db
      .selectFrom('jobs')
      .select('id')
      .where('run_at', 'is not', null)
      .limit(1)
      .execute();
    if (left.length === 0) return (performance.now() - start) / 1000;
    await sleep(200);
  }
  throw new Error(`Jobs were left after ${patienceMs / 1000} s`);
}

interface Found {
  readonly mails: number;
  readonly dead: number;
  /** By what is wrong, how many. */
  readonly wrong: Readonly<Record<string, number>>;
}

/** Each sign-up that was answered has one account with one usable key, and that one was mailed. */
async function whatBecame(
  db: Db,
  outbox: string,
  acknowledged: ReadonlySet<string>,
): Promise<Found> {
  const names = await mailsIn(outbox);
  const mailed = new Set<string>();
  for (const name of names) {
    const text = await readFile(join(outbox, name), 'utf8');
    mailed.add(hashOf(/live_[0-9A-Za-z]{64}/.exec(text)?.[0] ?? ''));
  }
  const accounts = await db
    .selectFrom('accounts')
    .select(['id', 'email'])
    .where('email', 'is not', null)
    .execute();
  const keys = await db
    .selectFrom('api_keys')
    .select(['account_id', 'hash'])
    .where('revoked_at', 'is', null)
    .execute();
  const keysOf = new Map(accounts.map(({ id }) => [id, [] as string[]]));
  for (const { account_id, hash } of keys) keysOf.get(account_id)?.push(hash);
  const known = new Set(accounts.map(({ email }) => email));
  const each = [...keysOf.values()];
  const dead = await db.selectFrom('jobs').select('id').where('run_at', 'is', null).execute();
  return {
    ...{ mails: names.length, dead: dead.length },
    wrong: {
      'answered, and lost': [...acknowledged].filter((email) => !known.has(email)).length,
      'accounts without a key': each.filter((hashes) => hashes.length === 0).length,
      'accounts with two usable keys': each.filter((hashes) => hashes.length > 1).length,
      'usable keys that were never sent': each.flat().filter((hash) => !mailed.has(hash)).length,
    },
  };
}

function report(
  counts: Readonly<Record<Victim, number>>,
  acknowledged: number,
  settled: number,
  { mails, dead, wrong }: Found,
): string[] {
  const list = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const bad = Object.values(wrong).reduce((sum, count) => sum + count, 0);
  return [
    `${senders} people at once sign up as fast as they are answered, on a server with ${jobProcesses} job processes and MariaDB (synced at`,
    `each commit), while something is killed (SIGKILL) up to 800 ms after the next mail is there, at random: ${list(counts)}.`,
    'Each sign-up is a job that makes a key, mails it, and ends the key of an attempt that was cut off.',
    '',
    '| Kills | Sign-ups answered | Mails | Dead jobs (aim 0) | Lost or doubled in effect (aim 0) | All done after the last kill, s |',
    '| --- | --- | --- | --- | --- | --- |',
    `| ${[total, acknowledged, mails, dead, bad, settled.toFixed(0)].join(' | ')} |`,
    '',
    `Of that: ${list(wrong)}. A mail more than sign-ups were answered is one whose answer was cut off, or an attempt that was`,
    'killed after it had sent; the key of such an attempt has ended.',
  ];
}

function open(port: number): Promise<Db> {
  return openMariaDb({
    location: { host: '127.0.0.1', port, user: 'app', password: 'a', database: 'cats' },
    ...{ tls: false, connections: 2, connectMs: 5000, queryMs: 20_000, meter: { count() {} } },
    dependency: 'database',
  });
}
