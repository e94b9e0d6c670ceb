import { type ChildProcess, execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { startMariaDbs, type TestMariaDbs } from '../../../api-server/testing/mariadb-server.ts';
import { startRedis, type TestRedis } from '../../../api-server/testing/redis-server.ts';
import { type MetricTotals, readTotals } from '../../../src/alarms/local/read-totals.ts';
import { sampleBetween } from '../../../src/alarms/local/sample-between.ts';
import type { MetricSample } from '../../../src/contracts/metric-sample.ts';
import { listening } from '../forked-api.ts';
import { openPassage, type Passage } from './passage.ts';
import { openReleases, type Releases } from './releases.ts';

/** What a stack is made of. */
export interface StackAsk {
  readonly database: 'sqlite' | 'mariadb';
  readonly redis: boolean;
  /** More of the environment, such as queries that are slow. */
  readonly env: Readonly<Record<string, string>>;
  /** Its data lies on a disk of so many bytes; null: on any. */
  readonly diskBytes: number | null;
}

/** The whole API with what it depends on, running. */
export interface Stack {
  readonly url: string;
  readonly keys: readonly string[];
  readonly dataDir: string;
  readonly releases: Releases;
  readonly mariaDb: TestMariaDbs | undefined;
  readonly redis: TestRedis | undefined;
  readonly databaseWay: Passage | undefined;
  readonly redisWay: Passage | undefined;
  /** Process ids of the API processes. */
  pids(): Promise<readonly number[]>;
  /** Replaces its processes by those of the release that `current` leads to. */
  roll(): void;
  /** One look at the metrics: what happened since the look before. */
  sample(): Promise<MetricSample>;
  stop(): Promise<void>;
}

const keyCount = 3;
const run = promisify(execFile);

/** A data directory as the first start leaves it, with some keys; made once, and copied. */
export interface Template {
  readonly directory: string;
  readonly keys: readonly string[];
}

export async function makeTemplate(): Promise<Template> {
  const directory = await mkdtemp(join(tmpdir(), 'catops-template-'));
  const env = { ...process.env, CATOPS_DATA_DIR: directory };
  await admin('dist/api-server', env, { op: 'prepare' });
  return { directory, keys: await makeKeys(env) };
}

/** Starts a stack; whatever it started has ended when this rejects. */
export async function startStack(template: Template, ask: StackAsk): Promise<Stack> {
  const directory = await mkdtemp(join(tmpdir(), 'catops-case-'));
  const undo: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
  const stop = async () => {
    for (const each of undo.splice(0).reverse()) await each().catch(() => {});
  };
  try {
    return { ...(await start(template, ask, directory, undo)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  template: Template,
  ask: StackAsk,
  directory: string,
  undo: (() => Promise<unknown>)[],
): Promise<Omit<Stack, 'stop'>> {
  const dataDir = join(directory, 'data');
  await mkdir(dataDir);
  if (ask.diskBytes !== null) {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${ask.diskBytes}`, 'tmpfs', dataDir]);
    undo.push(() => run('umount', ['-l', dataDir]));
  }
  await cp(template.directory, dataDir, { recursive: true });
  const releases = await openReleases(join(directory, 'releases'), 'a000000');
  const mariaDb = ask.database === 'mariadb' ? await startMariaDb() : undefined;
  if (mariaDb) undo.push(() => mariaDb.stop());
  const databaseWay = mariaDb && (await openPassage(mariaDb.primary.port));
  if (databaseWay) undo.push(() => databaseWay.close());
  const redis = ask.redis ? await startRedis() : undefined;
  if (redis) undo.push(() => redis.stop());
  const redisWay = redis && (await openPassage(redis.port));
  if (redisWay) undo.push(() => redisWay.close());
  const env = {
    ...process.env,
    ...{
      CATOPS_DATA_DIR: dataDir,
      CATOPS_PORT: '0',
      CATOPS_PRIVATE_PORT: '0',
      CATOPS_WORKERS: '2',
    },
    ...(databaseWay && {
      CATOPS_DATABASE_URL: `mysql://app:a@127.0.0.1:${databaseWay.port}/cats`,
    }),
    ...(redisWay && { CATOPS_REDIS_URL: `redis://127.0.0.1:${redisWay.port}` }),
    // What a busy machine holds up for a moment is no fault of it.
    ...{ CATOPS_DRAIN_MS: '3000', CATOPS_REDIS_ANSWER_MS: '300' },
    // The usual callers keep within their limits.
    ...{ CATOPS_DATABASE_CONNECT_MS: '8000', CATOPS_LIMIT_KEYED: '400' },
    ...ask.env,
  };
  let keys = template.keys;
  if (mariaDb) {
    await mariaDb.primary.sql('create database cats');
    await admin(join(directory, 'releases', 'a000000'), env, { op: 'prepare' });
    keys = await makeKeys(env);
  }
  const child = fork(releases.supervisor, ['--worker', 'drill.js'], {
    env,
    // Users start it with plain Node, not with what reads this file.
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  // Its log is not what is recorded: the beginning of it, for a start that fails.
  let said = '';
  child.stderr?.on('data', (data) => {
    if (said.length < 2000) said += data;
  });
  undo.push(() => stopSupervisor(child));
  const { url, privateUrl } = await listening(child).catch((error) => {
    throw new Error(`${error.message}\n${said}`);
  });
  return {
    ...{ url, keys, dataDir, releases, mariaDb, redis, databaseWay, redisWay },
    pids: async () => {
      const reply = await fetch(`${privateUrl}/health`, { signal: AbortSignal.timeout(3000) });
      return ((await reply.json()) as { pids: number[] }).pids;
    },
    roll: () => void child.send({ type: 'restart' }),
    sample: sampler(privateUrl),
  };
}

let turn: Promise<unknown> = Promise.resolve();

/** One after the other: two that are installed at once remove each other's temporary tables. */
function startMariaDb(): Promise<TestMariaDbs> {
  const started = turn.then(async () => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await startMariaDbs();
      } catch (error) {
        // Another program of this machine may install one too.
        if (attempt === 4) throw error;
      }
    }
  });
  turn = started.catch(() => {});
  return started;
}

function sampler(privateUrl: string): () => Promise<MetricSample> {
  let before: MetricTotals | null = null;
  let lookedAt = Date.now();
  return async () => {
    const after = await fetch(`${privateUrl}/metrics`, { signal: AbortSignal.timeout(5000) })
      .then((reply) => reply.text())
      .then(readTotals, () => null);
    const at = Date.now();
    const sample = sampleBetween(before, after, { at, seconds: (at - lookedAt) / 1000 });
    lookedAt = at;
    before = after ?? before;
    return sample;
  };
}

async function stopSupervisor(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.connected) child.send({ type: 'stop' });
  const killing = setTimeout(() => child.kill('SIGKILL'), 6000);
  await ended;
  clearTimeout(killing);
}

async function makeKeys(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const names = Array.from({ length: keyCount }, (_, n) => `caller ${n}`);
  const made = await Promise.all(
    names.map((name) => admin('dist/api-server', env, { op: 'key.create', name })),
  );
  return made.map((each) => (each as { key: string }).key);
}

async function admin(directory: string, env: NodeJS.ProcessEnv, request: object): Promise<unknown> {
  const child = spawn(process.execPath, [join(directory, 'admin.js')], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.end(JSON.stringify(request));
  const { ok, data } = JSON.parse(await text(child.stdout));
  if (!ok) throw new Error(`The admin process refused ${JSON.stringify(request)}.`);
  return data;
}
