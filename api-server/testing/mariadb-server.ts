import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A MariaDB that a test started, in a temporary directory of its own. */
export interface TestMariaDb {
  readonly port: number;
  readonly pid: number;
  /** Runs SQL as root and gives back what it printed. */
  sql(statements: string): Promise<string>;
  /** Kills it at once, as a lost machine does. */
  kill(): Promise<void>;
  /** Starts it again on the same port and files. */
  restart(): Promise<void>;
}

/** A primary with its replicas, and how to be rid of them. */
export interface TestMariaDbs {
  readonly primary: TestMariaDb;
  readonly replicas: readonly TestMariaDb[];
  stop(): Promise<void>;
}

/** What the servers are asked for. */
export interface MariaDbAsk {
  readonly replicas?: number;
  /** What the disk has is what was acknowledged; tests that kill no machine do without. */
  readonly durable?: boolean;
  /** PEM files of a certificate and its key, to offer TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

const run = promisify(execFile);
const programs = ['mariadbd', 'mariadb-install-db', 'mariadb'].map(findProgram);

/** Why no MariaDB can be started here, and what to do about it; undefined when one can. */
export const mariaDbMissing: string | undefined = programs.every((path) => path !== undefined)
  ? undefined
  : 'MariaDB is not installed: apt-get install --no-install-recommends mariadb-server';

function findProgram(name: string): string | undefined {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin'];
  return directories.map((each) => join(each, name)).find((path) => existsSync(path));
}

/** Starts a primary, and replicas that follow it by GTID when asked. */
export async function startMariaDbs(ask: MariaDbAsk = {}): Promise<TestMariaDbs> {
  if (mariaDbMissing) throw new Error(mariaDbMissing);
  const directory = await mkdtemp(join(tmpdir(), 'catops-mariadb-'));
  const servers: Server[] = [];
  const stop = async () => {
    await Promise.all(servers.map((server) => server.kill()));
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const seed = join(directory, 'seed');
    await installDatabase(seed);
    const count = 1 + (ask.replicas ?? 0);
    for (let number = 0; number < count; number += 1) {
      const files = join(directory, `server${number}`);
      await cp(seed, files, { recursive: true });
      servers.push(new Server(files, await freePort(), number, ask));
    }
    await Promise.all(servers.map((server) => server.restart()));
    const [primary, ...replicas] = servers as [Server, ...Server[]];
    await primary.sql(
      `create user app@'127.0.0.1' identified by 'a'; grant all on *.* to app@'127.0.0.1'`,
    );
    await Promise.all(replicas.map((replica) => follow(replica, primary)));
    return { primary, replicas, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

// What is written is left to the kernel, which keeps it when a server is killed.
const unsynced = ['--debug-no-sync', '--innodb-flush-method=nosync', '--innodb-doublewrite=0'];

async function installDatabase(datadir: string): Promise<void> {
  await run(programs[1] as string, [
    '--no-defaults',
    `--user=${userInfo().username}`,
    `--datadir=${datadir}`,
    '--skip-test-db',
    '--auth-root-authentication-method=normal',
    '--innodb-log-file-size=8M',
    ...unsynced,
  ]);
}

async function follow(replica: Server, primary: Server): Promise<void> {
  await primary.sql(
    `create user if not exists repl@'127.0.0.1' identified by 'r'; grant replication slave on *.* to repl@'127.0.0.1'`,
  );
  await replica.sql(
    `change master to master_host='127.0.0.1', master_port=${primary.port}, master_user='repl',
       master_password='r', master_use_gtid=slave_pos, master_connect_retry=1,
       master_heartbeat_period=1; start slave`,
  );
}

// The server ends when the pipe to this process closes, however this process ends.
const guarded = '"$@" & server=$!; read -r _; kill -9 "$server"';

class Server implements TestMariaDb {
  readonly port: number;
  readonly #files: string;
  readonly #number: number;
  readonly #ask: MariaDbAsk;
  #guard: ChildProcess | undefined;
  pid = 0;

  constructor(files: string, port: number, number: number, ask: MariaDbAsk) {
    this.#files = files;
    this.port = port;
    this.#number = number;
    this.#ask = ask;
  }

  async restart(): Promise<void> {
    await rm(`${this.#files}.pid`, { force: true });
    const args = ['-c', guarded, 'sh', programs[0] as string, ...this.#options()];
    const guard = spawn('/bin/sh', args, { stdio: ['pipe', 'ignore', 'ignore'] });
    this.#guard = guard;
    for (;;) {
      if (guard.exitCode !== null) throw new Error(`MariaDB ended:\n${await this.#log()}`);
      if (await this.sql('select 1').catch(() => undefined)) break;
      await sleep(20);
    }
    this.pid = Number(await readFile(`${this.#files}.pid`, 'utf8'));
  }

  async sql(statements: string): Promise<string> {
    const socket = `--socket=${this.#files}.sock`;
    const args = ['--no-defaults', '--user=root', socket, '--skip-column-names', '--execute'];
    return (await run(programs[2] as string, [...args, statements])).stdout;
  }

  async kill(): Promise<void> {
    const guard = this.#guard;
    if (!guard || guard.exitCode !== null) return;
    const ended = new Promise((resolve) => guard.once('exit', resolve));
    if (this.pid > 0) process.kill(this.pid, 'SIGKILL');
    guard.stdin?.end();
    await ended;
    this.pid = 0;
  }

  #log(): Promise<string> {
    return readFile(`${this.#files}.log`, 'utf8').catch(() => '');
  }

  #options(): string[] {
    const files = this.#files;
    const { durable = false, tls } = this.#ask;
    return [
      '--no-defaults',
      `--user=${userInfo().username}`,
      `--datadir=${files}`,
      // One that starts removes what looks like left behind by another of the same directory.
      `--tmpdir=${files}`,
      `--socket=${files}.sock`,
      `--pid-file=${files}.pid`,
      `--log-error=${files}.log`,
      '--bind-address=127.0.0.1',
      `--port=${this.port}`,
      `--server-id=${this.#number + 1}`,
      '--skip-name-resolve',
      '--log-bin=bin',
      '--log-slave-updates=1',
      '--gtid-strict-mode=1',
      `--innodb-flush-log-at-trx-commit=${durable ? 1 : 2}`,
      `--sync-binlog=${durable ? 1 : 0}`,
      '--innodb-buffer-pool-size=32M',
      '--innodb-log-file-size=8M',
      '--performance-schema=0',
      ...(durable ? [] : unsynced),
      ...(this.#number > 0 ? ['--read-only=1'] : []),
      ...(tls ? [`--ssl-cert=${tls.cert}`, `--ssl-key=${tls.key}`] : []),
    ];
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
