import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import type { RedisLocation } from '../infra/redis/redis-location.js';
import { freePort } from '../supervision/free-port.js';

/** A Redis that a test started, in a temporary directory of its own. */
export interface TestRedis {
  readonly port: number;
  readonly location: RedisLocation;
  /** A connection of the test's own, which is closed with the server. */
  readonly client: Redis;
  /** Kills it at once, as a lost machine does. What it had not written to its file is gone. */
  kill(): Promise<void>;
  /** Starts it on the same port: with the file it has written, or empty. */
  restart(): Promise<void>;
  /** Lets it answer nobody, with all connections open, until {@link resume}. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

const directories = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
const program = directories.map((each) => join(each, 'redis-server')).find(existsSync);

/** Why no Redis can be started here, and what to do about it; undefined when one can. */
export const redisMissing: string | undefined =
  program === undefined
    ? 'Redis is not installed: apt-get install --no-install-recommends redis-server'
    : undefined;

// The server ends when the pipe to this process closes, however this process ends.
const guarded = '"$@" & server=$!; echo "$server"; read -r _; kill -9 "$server"; wait';

/** Starts one, with more options of `redis-server` when asked. */
export function startRedis(...options: readonly string[]): Promise<TestRedis> {
  return start((port) => ['--port', String(port), ...options], { host: '127.0.0.1' });
}

/** One that speaks TLS alone, as `localhost`, with the certificate `path.cert` and its key. */
export async function startTlsRedis(path: string): Promise<TestRedis> {
  const [cert, key] = [`${path}.cert`, `${path}.key`];
  const options = ['--tls-auth-clients', 'no', '--tls-cert-file', cert, '--tls-key-file', key];
  return start((port) => ['--port', '0', '--tls-port', String(port), ...options], {
    ...{ host: 'localhost', tls: true },
    ca: await readFile(cert, 'utf8'),
  });
}

async function start(
  optionsOf: (port: number) => readonly string[],
  where: Pick<RedisLocation, 'host'> & Partial<RedisLocation>,
): Promise<TestRedis> {
  const directory = await mkdtemp(join(tmpdir(), 'catops-redis-'));
  const files = ['--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendonly', 'no'];
  const run = (port: number) => runServer([...files, ...optionsOf(port)]);
  let server: RunningServer | undefined;
  let port = 0;
  // Somebody else may take a free port before the server does.
  for (let turn = 0; turn < 5 && server === undefined; turn += 1) {
    port = await freePort('127.0.0.1');
    server = await run(port);
  }
  if (server === undefined) throw new Error('redis-server does not start.');
  const { host, tls = false, ca } = where;
  const client = new Redis({
    ...{ host, port, ...(tls && { tls: { ca } }) },
    ...{ lazyConnect: true, retryStrategy: () => 20 },
  });
  client.on('error', () => {});
  return {
    port,
    location: {
      ...{ host, port, user: undefined, password: undefined, database: 0 },
      ...{ tls, ca },
    },
    client,
    kill: async () => server?.kill(),
    restart: async () => {
      server = await run(port);
      if (server === undefined) throw new Error(`redis-server does not start on port ${port}.`);
    },
    pause: () => server?.signal('SIGSTOP'),
    resume: () => server?.signal('SIGCONT'),
    async stop() {
      client.disconnect();
      await server?.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

interface RunningServer {
  signal(name: NodeJS.Signals): void;
  kill(): Promise<void>;
}

/** Undefined when it ends before it listens. */
async function runServer(args: readonly string[]): Promise<RunningServer | undefined> {
  if (program === undefined) throw new Error(redisMissing);
  const guard = spawn('/bin/sh', ['-c', guarded, 'sh', program, ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => guard.once('exit', resolve));
  const said = await new Promise<string>((resolve) => {
    let text = '';
    guard.stdout.on('data', (more) => {
      text += more;
      if (/Ready to accept connections|aborting/i.test(text)) resolve(text);
    });
    guard.once('exit', () => resolve(text));
  });
  const pid = Number(/^\d+/.exec(said)?.[0]);
  const kill = async () => {
    if (guard.exitCode !== null) return;
    guard.stdin.end();
    await ended;
  };
  if (said.includes('Ready')) return { signal: (name) => void process.kill(pid, name), kill };
  await kill();
  return undefined;
}

/** All that is there, as it can be put back. */
export async function copyOf({ client }: TestRedis): Promise<[string, Buffer][]> {
  const keys = await client.keys('*');
  return Promise.all(
    keys.map(
      async (key): Promise<[string, Buffer]> => [key, (await client.dumpBuffer(key)) as Buffer],
    ),
  );
}

/** Puts it back in one step: all that came since is gone. */
export async function restore(
  { client }: TestRedis,
  copy: readonly [string, Buffer][],
): Promise<void> {
  const change = client.multi().flushall();
  for (const [key, value] of copy) change.restore(key, 0, value);
  await change.exec();
}
