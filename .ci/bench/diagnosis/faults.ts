import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import type { Case, Fault } from './cases.ts';
import type { Stack, StackAsk } from './stack.ts';
import type { UsualLoad } from './usual-load.ts';

/** A fault at work: what it needs from the start, and how it begins. */
interface Injection {
  /** Of the environment of the API. */
  env?(one: Case): Readonly<Record<string, string>>;
  diskBytes?: number;
  /** Before the recording begins. */
  prepare?(running: Running): Promise<void> | void;
  /** Resolves when it has begun; may go on by itself until `over`. */
  begin(running: Running): Promise<void> | void;
}

/** A case that runs. */
export interface Running {
  readonly one: Case;
  readonly stack: Stack;
  readonly usual: UsualLoad;
  /** Aborted when the recording ends. */
  readonly over: AbortSignal;
  /** Commit of the release that was put there last; null before the first. */
  released: string | null;
}

const analysis = 'GET /v1/images/{image_id}/analysis';
const roomy = { CATOPS_LIMIT_KEYED: '3000', CATOPS_LIMIT_KEYLESS: '1500' };
const mib = 1024 * 1024;

const slow = (queries: Readonly<Record<string, number>>) => ({
  CATOPS_DRILL_SLOW: JSON.stringify(queries),
  CATOPS_DATABASE_CONNECTIONS: '3',
});

const deploy: Injection = { begin: (running) => releaseNow(running, true) };

/** Traffic to one stream, so that it needs more than there is of a database. */
function rush(
  stream: string,
  query: string,
  more: Readonly<Record<string, string>> = {},
): Injection {
  return {
    env: ({ force }) => ({ ...roomy, ...slow({ [query]: Math.round(60 + 60 * force) }), ...more }),
    begin: ({ one, usual }) => raise(usual, stream, 90 + 60 * one.force),
  };
}

const injections: Readonly<Record<Fault, Injection>> = {
  'deploy-throws': deploy,
  'deploy-burns': deploy,
  'deploy-waits': deploy,
  'deploy-uncaches': { ...deploy, env: () => slow({ 'images.analysis': 90 }) },
  'deploy-refuses': deploy,
  'deploy-crashes': deploy,
  'uncached-analysis': rush('analysis', 'images.analysis', {
    CATOPS_DRILL_UNCACHE: JSON.stringify([analysis]),
  }),
  'uncached-votes': rush('votes', 'votes.list'),
  'uncached-favourites': rush('favourites', 'favourites.list'),
  'traffic-broad': {
    env: () => ({ ...roomy, ...slow({ 'votes.list': 70, 'favourites.list': 70 }) }),
    begin: ({ one, usual }) => {
      for (const each of Object.values(usual.streams)) each.rate *= 8 + 6 * one.force;
    },
  },
  'database-stopped': { begin: ({ stack }) => void process.kill(databasePid(stack), 'SIGSTOP') },
  'database-killed': {
    begin: ({ stack }) => {
      stack.databaseWay?.cut();
      process.kill(databasePid(stack), 'SIGKILL');
    },
  },
  'database-slow': {
    begin: ({ one, stack }) => stack.databaseWay?.delay(60 + 240 * one.force),
  },
  'database-locked': {
    begin: ({ stack }) => {
      // It ends with the server.
      stack.mariaDb?.primary
        .sql('flush tables with read lock; select sleep(100)')
        .catch(() => undefined);
    },
  },
  'redis-killed': {
    begin: async ({ stack }) => {
      stack.redisWay?.cut();
      await stack.redis?.kill();
    },
  },
  'redis-stopped': { begin: ({ stack }) => stack.redis?.pause() },
  'redis-full': {
    begin: async ({ stack }) => {
      await stack.redis?.client.config('SET', 'maxmemory-policy', 'noeviction');
      await stack.redis?.client.config('SET', 'maxmemory', '1');
    },
  },
  'objects-gone': {
    begin: ({ stack }) =>
      rename(join(stack.dataDir, 'objects'), join(stack.dataDir, 'objects.gone')),
  },
  'mail-fails': {
    prepare: ({ usual }) => raise(usual, 'signUp', 1.2),
    begin: async ({ stack }) => {
      const outbox = join(stack.dataDir, 'outbox');
      await rm(outbox, { recursive: true, force: true });
      await writeFile(outbox, 'no directory');
    },
  },
  'one-key': {
    begin: ({ one, stack, usual }) => {
      const headers = { 'x-api-key': stack.keys[0] ?? '' };
      const paths = ['/v1/votes?limit=100', '/v1/images/search?limit=100', '/v1/breeds'];
      const path = paths[Math.floor(one.random() * paths.length)] ?? '';
      usual.load.add({ rate: 30 + 40 * one.force, next: () => ({ path, headers }) });
    },
  },
  scanner: {
    begin: ({ one, usual }) => {
      const word = () => Math.floor(one.random() * 1e9).toString(36);
      const paths = [
        () => `/${word()}.php`,
        () => `/v1/${word()}`,
        () => `/v1/images/${word()}`,
        () => `/wp-admin/${word()}`,
      ];
      usual.load.add({
        rate: 25 + 40 * one.force,
        next: () => ({
          path: paths[Math.floor(one.random() * paths.length)]?.() ?? '/',
          from: `127.0.2.${1 + Math.floor(one.random() * 3)}`,
        }),
      });
    },
  },
  'disk-full': {
    diskBytes: 96 * mib,
    begin: ({ stack }) => fill(join(stack.dataDir, 'other-program')),
  },
  'data-broken': {
    prepare: ({ stack, usual }) =>
      analysesOf(stack, laterHalf(usual.ids), () => '{"labels": [{"name": '),
    begin: ({ usual }) => usual.askAnalysesOf(usual.ids),
  },
  'data-huge': {
    prepare: ({ one, stack, usual }) => {
      const labels = 'x'.repeat(Math.round((2 + 3 * one.force) * mib));
      analysesOf(stack, laterHalf(usual.ids), () => JSON.stringify({ labels }));
    },
    begin: ({ usual }) => usual.askAnalysesOf(laterHalf(usual.ids)),
  },
  'process-starved': {
    begin: ({ stack, one, over }) => void starve(stack, one, over).catch(() => {}),
  },
  'process-killed': {
    begin: ({ stack, one, over }) => void killAgainAndAgain(stack, one, over).catch(() => {}),
  },
  'harmless-release': { begin: (running) => releaseNow(running, false) },
  'harmless-traffic': {
    begin: ({ one, usual }) => {
      for (const name of ['search', 'breeds', 'image'] as const) {
        const stream = usual.streams[name];
        if (stream) stream.rate *= 1.8 + one.force;
      }
    },
  },
};

/** What the stack of a case is made of. */
export function stackOf(one: Case): StackAsk {
  const chosen = one.faults.map((fault) => injections[fault]);
  return {
    ...{ database: one.database, redis: one.redis },
    env: Object.assign({}, ...chosen.map((each) => each.env?.(one) ?? {})),
    diskBytes: chosen.find(({ diskBytes }) => diskBytes !== undefined)?.diskBytes ?? null,
  };
}

export async function prepareFaults(running: Running): Promise<void> {
  for (const fault of running.one.faults) await injections[fault].prepare?.(running);
}

export async function beginFault(fault: Fault, running: Running): Promise<void> {
  await injections[fault].begin(running);
}

/** What looks like a reason and is none, some seconds before. */
export async function beginDecoy(running: Running): Promise<void> {
  const { one, usual } = running;
  if (one.decoy === 'release-before') await releaseNow(running, false);
  if (one.decoy === 'traffic-before') {
    for (const name of ['search', 'breeds'] as const) {
      const stream = usual.streams[name];
      if (stream) stream.rate *= 1.8;
    }
  }
}

async function releaseNow(running: Running, broken: boolean): Promise<void> {
  const { one, stack } = running;
  const commit = `b${Math.floor(one.random() * 16 ** 6)
    .toString(16)
    .padStart(6, '0')}`;
  await stack.releases.release(commit, broken ? one.bug : null);
  stack.roll();
  running.released = commit;
}

function raise(usual: UsualLoad, name: string, rate: number): void {
  const stream = usual.streams[name];
  if (stream === undefined) throw new Error(`No stream is named ${name}.`);
  stream.rate = rate;
}

function databasePid({ mariaDb }: Stack): number {
  if (mariaDb === undefined) throw new Error('This stack has no MariaDB.');
  return mariaDb.primary.pid;
}

function laterHalf(ids: readonly string[]): readonly string[] {
  return ids.slice(Math.ceil(ids.length / 2));
}

function analysesOf(stack: Stack, ids: readonly string[], document: () => string): void {
  onSqlite(stack, (db) => {
    const change = db.prepare('update analyses set document = ? where image_id = ?');
    for (const id of ids) change.run(document(), id);
  });
}

/** As a migration or a person changes what is stored, behind the API's back. */
function onSqlite({ dataDir }: Stack, work: (db: Database.Database) => void): void {
  const db = new Database(join(dataDir, 'catops.db'), { timeout: 5000 });
  try {
    work(db);
  } finally {
    db.close();
  }
}

/** Writes until there is no room left. */
async function fill(path: string): Promise<void> {
  for (const size of [mib, 64 * 1024, 4096]) {
    const block = Buffer.alloc(size, 1);
    while (
      await writeFile(path, block, { flag: 'a' }).then(
        () => true,
        () => false,
      )
    );
  }
}

/** As a machine with too little processor does: none of them runs most of the time. */
async function starve(stack: Stack, one: Case, over: AbortSignal): Promise<void> {
  let pids: readonly number[] = [];
  const all = (signal: NodeJS.Signals) => {
    for (const pid of pids) {
      try {
        process.kill(pid, signal);
      } catch {
        // It was replaced meanwhile; its successor is among the next ones.
      }
    }
  };
  try {
    while (!over.aborted) {
      pids = await stack.pids().catch(() => pids);
      all('SIGSTOP');
      await sleep(500 + 400 * one.force, undefined, { signal: over });
      all('SIGCONT');
      await sleep(150, undefined, { signal: over });
    }
  } finally {
    all('SIGCONT');
  }
}

async function killAgainAndAgain(stack: Stack, one: Case, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const pids = await stack.pids();
    process.kill(pids[Math.floor(one.random() * pids.length)] ?? 0, 'SIGKILL');
    await sleep(2500 + 2500 * one.force, undefined, { signal: over });
  }
}
