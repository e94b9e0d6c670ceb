import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { LogShipper } from '../../api-server/infra/access-log/log-shipper.ts';
import { createDirectoryObjects } from '../../api-server/infra/objects/directory-objects.ts';
import { openFailures } from '../../api-server/infra/open-failures.ts';
import { nameProcess } from '../../api-server/infra/process-name.ts';
import { storedLines } from '../../api-server/testing/log-records.ts';
import { sendPaced } from './paced.ts';
import { firstImage } from './processes.ts';
import { median, ratioOf, showRatio } from './statistics.ts';

const rate = 5000;

/** What the access log costs a request: the same API with it and without it, side by side. */
export async function accessLogCost(rounds: number, requests: number): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), 'catops-bench-'));
  const servers: LogServer[] = [];
  try {
    const entry = await bundle();
    for (const log of ['on', 'off'] as const)
      servers.push(await start(entry, join(root, 'data'), log));
    const [on = [], off = []] = await cpuByServer(servers, rounds, requests);
    for (const server of servers) await server.stop();
    return report({ on, off, moved: await moveFiles(join(root, 'data')), rounds, requests });
  } finally {
    for (const server of servers) server.child.kill('SIGKILL');
    await rm(root, { recursive: true, force: true });
    await rm(bundled, { force: true });
  }
}

interface Figures {
  readonly on: readonly number[];
  readonly off: readonly number[];
  /** Microseconds of CPU a record. */
  readonly moved: number;
  readonly rounds: number;
  readonly requests: number;
}

function report({ on, off, moved, rounds, requests }: Figures): string[] {
  const costs = on.map((value, round) => value - (off[round] ?? Number.NaN));
  const cost = ratioOf(
    costs,
    costs.map(() => 1),
  );
  const interval = `${cost.median.toFixed(2)} (${cost.low.toFixed(2)}–${cost.high.toFixed(2)})`;
  return [
    `CPU of one API process, all its threads, on a cached analysis, ${rounds} interleaved rounds of ${requests} requests, ${rate} a`,
    'second. Without the log the record is still made, and then thrown away.',
    '',
    '| Part | µs a request | over without |',
    '| --- | --- | --- |',
    `| without the log | ${median(off).toFixed(1)} | 1 |`,
    `| with it: one line formatted, kept and written | ${median(on).toFixed(1)} | ${showRatio(ratioOf(on, off))} |`,
    `| the difference | ${interval} | |`,
    `| in the supervisor's thread, later: compressed and stored (lines that differ in little but their times) | ${moved.toFixed(2)} | |`,
  ];
}

interface LogServer {
  readonly child: ChildProcess;
  readonly url: string;
  /** Microseconds of CPU since its start. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

// Beside the packages that it loads.
const bundled = 'dist/bench-log-server.js';

async function bundle(): Promise<string> {
  const entryPoints = ['.ci/bench/log-server.ts'];
  const shared = { bundle: true, format: 'esm', platform: 'node', packages: 'external' } as const;
  await build({ ...shared, entryPoints, outfile: bundled });
  return bundled;
}

async function start(entry: string, dataDir: string, log: 'on' | 'off'): Promise<LogServer> {
  const env = {
    ...process.env,
    CATOPS_DATA_DIR: dataDir,
    CATOPS_LIMIT_KEYLESS: '1000000',
    BENCH_LOG: log,
    BENCH_THREAD_FILE: new URL('../../dist/api-server/sqlite-thread.js', import.meta.url).href,
  };
  if (log === 'on') await prepare(env);
  const child = fork(entry, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  const hear = async <T>(): Promise<T> => (await once(child, 'message'))[0] as T;
  const { url } = await hear<{ url: string }>();
  return {
    child,
    url,
    async cpu() {
      child.send({ type: 'cpu' });
      const { cpu } = await hear<{ cpu: NodeJS.CpuUsage }>();
      return cpu.user + cpu.system;
    },
    async stop() {
      child.send({ type: 'stop' });
      await once(child, 'exit');
    },
  };
}

async function prepare(env: NodeJS.ProcessEnv): Promise<void> {
  const admin = fork('dist/api-server/admin.js', {
    env,
    stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
  });
  admin.stdin?.end(JSON.stringify({ op: 'prepare' }));
  const [code] = await once(admin, 'exit');
  if (code !== 0) throw new Error(`Preparing the store ended with ${code}`);
}

/** Microseconds a request, by server and round; each round begins with the other server. */
async function cpuByServer(
  servers: readonly LogServer[],
  rounds: number,
  requests: number,
): Promise<number[][]> {
  const cpu: number[][] = servers.map(() => []);
  const { id } = await firstImage(`${servers[0]?.url}/v1/images/search?limit=1`);
  for (let round = -2; round < rounds; round += 1) {
    for (let turn = 0; turn < servers.length; turn += 1) {
      const at = (turn + round + servers.length) % servers.length;
      const server = servers[at] as LogServer;
      const url = `${server.url}/v1/images/${id}/analysis`;
      const before = await server.cpu();
      await sendPaced({ url, headers: {}, rate, seconds: requests / rate });
      // The first rounds warm the compilers and are not counted.
      if (round >= 0) cpu[at]?.push(((await server.cpu()) - before) / requests);
    }
  }
  return cpu;
}

/** Microseconds of CPU a record, of what the thread does, here in this process. */
async function moveFiles(dataDir: string): Promise<number> {
  const directory = join(dataDir, 'access-log');
  const process_ = nameProcess(process.pid);
  const objects = createDirectoryObjects({
    directory: join(dataDir, 'objects'),
    process: process_,
    now: Date.now,
  });
  const clock = { now: Date.now, monotonic: () => performance.now() };
  const { failures } = openFailures(process.stderr);
  const shipper = new LogShipper({ directory, objects, waitingBytes: 2 ** 40, clock, failures });
  const before = process.cpuUsage();
  if (!(await shipper.pass(new AbortController().signal))) throw new Error('Nothing was moved.');
  const { user, system } = process.cpuUsage(before);
  let records = 0;
  for (const [, lines] of await storedLines(join(dataDir, 'objects'))) records += lines.length - 1;
  return (user + system) / records;
}
