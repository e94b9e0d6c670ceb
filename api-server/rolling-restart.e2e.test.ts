import { cp, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { SupervisorCommand } from '../src/contracts/server-process.js';
import { type Asking, askOn } from '../src/testing/ask-on.js';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { processRuns } from '../src/testing/process-runs.js';
import { dataPaths } from './infra/data-paths.js';
import { openSqlite } from './infra/sql/open-sqlite.js';
import { builtFile } from './testing/built.js';
import { portIsFree, startSupervisor, type TestSupervisor } from './testing/start-supervisor.js';
import { testDataDir } from './testing/test-store.js';

let dataDir: string;
let remove: () => Promise<void>;
let headers: Record<string, string>;
const running: TestSupervisor[] = [];
const patiently = { timeout: 60_000, interval: 20 };

beforeAll(async () => {
  ({ dataDir, remove } = await testDataDir());
  const said = await copyPreparedData(dataDir);
  const key = said.find((message) => message.type === 'listening')?.firstKey ?? '';
  headers = { 'x-api-key': key, 'content-type': 'application/json' };
});
afterEach(async () => {
  for (const { process: child, exited } of running.splice(0)) {
    child.kill('SIGKILL');
    await exited;
  }
});
afterAll(() => remove());

async function start(env: Record<string, string>, release?: URL) {
  const limits = { CATOPS_LIMIT_KEYED: '1000000', CATOPS_LIMIT_KEYLESS: '1000000' };
  const supervisor = startSupervisor({ CATOPS_DATA_DIR: dataDir, ...limits, ...env }, [], release);
  running.push(supervisor);
  const { url, privateUrl } = await supervisor.message('listening');
  return { supervisor, url, privateUrl };
}

const told = (supervisor: TestSupervisor, event: string) =>
  supervisor
    .stderr()
    .split('\n')
    .filter((line) => line.includes(`"event":"${event}"`))
    .map((line) => JSON.parse(line));

interface Health {
  readonly pids: readonly number[];
  readonly leaving: readonly number[];
  readonly jobs: { readonly pids: readonly number[] };
  readonly restarting: boolean;
}
const healthOf = async (privateUrl: string) =>
  (await (await fetch(`${privateUrl}/health`)).json()) as Health;

const reader = (path: string, connection: Asking['connection'], pauseMs: number): Asking => ({
  ...{ connection, pauseMs },
  next: () => ({ method: 'GET', path }),
});

/** Votes under names of its own, and notes which were acknowledged. */
function voter(name: string, connection: Asking['connection'], acknowledged: string[]): Asking {
  return {
    ...{ connection, pauseMs: 5 },
    next: (turn) => ({
      ...{ method: 'POST', path: '/v1/votes' },
      body: JSON.stringify({ image_id: 'asf2', sub_id: `${name}-${turn}`, value: 1 }),
    }),
    answered: (turn, status) => {
      if (status === 201) acknowledged.push(`${name}-${turn}`);
    },
  };
}

async function keptVotes(): Promise<ReadonlySet<string>> {
  const db = await openSqlite({
    file: dataPaths(dataDir).database,
    threadFile: builtFile('api-server/sqlite-thread.js'),
    meter: { count() {} },
  });
  const rows = await db.selectFrom('votes').select('sub_id').execute();
  await db.destroy();
  return new Set(rows.map(({ sub_id }) => sub_id ?? ''));
}

/** Reads again and again how many requests were answered, as monitoring does. */
function countOn(privateUrl: string) {
  const counts: number[] = [];
  let over = false;
  const counting = (async () => {
    while (!over) {
      const text = await (await fetch(`${privateUrl}/metrics`)).text();
      const lines = text.split('\n').filter((line) => line.startsWith('catops_requests_total{'));
      counts.push(lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0));
      await sleep(50);
    }
  })();
  return {
    counts,
    async end() {
      over = true;
      await counting;
    },
  };
}

it.each([
  { workers: '1', times: 1 },
  { workers: '2', times: 2 },
])(
  'replaces all processes, $workers of the API $times times, and fails no request',
  async ({ workers, times }) => {
    const { supervisor, url, privateUrl } = await start({ CATOPS_WORKERS: workers });
    const before = await healthOf(privateUrl);
    const acknowledged: string[] = [];
    const asking = askOn(url, headers, [
      ...['/v1/categories', '/v1/images/search?limit=5', '/health/ready'].flatMap((path) => [
        reader(path, 'kept', 10),
        reader(path, 'new', 10),
      ]),
      // Idle for most of the time that its connection is kept.
      reader('/v1/breeds', 'kept', 1000),
      voter(`${workers}a`, 'kept', acknowledged),
      voter(`${workers}b`, 'kept', acknowledged),
      voter(`${workers}c`, 'new', acknowledged),
    ]);
    const counted = countOn(privateUrl);

    for (let time = 1; time <= times; time += 1) {
      if (time === 1) supervisor.process.kill('SIGUSR2');
      else supervisor.process.send({ type: 'restart' } satisfies SupervisorCommand);
      await expect.poll(() => told(supervisor, 'restart-done').length, patiently).toBe(time);
    }
    await asking.end();
    const asked = [...asking.seen.values()].reduce((sum, count) => sum + count, 0);
    await expect.poll(() => counted.counts.at(-1), patiently).toBe(asked);
    await counted.end();

    expect([...asking.seen.keys()].sort()).toEqual(['200', '201']);
    const kept = await keptVotes();
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(acknowledged.filter((name) => !kept.has(name))).toEqual([]);
    expect(counted.counts).toEqual([...counted.counts].sort((a, b) => a - b));
    const after = await healthOf(privateUrl);
    expect([...before.pids, ...before.jobs.pids].filter(processRuns)).toEqual([]);
    expect(after).toMatchObject({ leaving: [], restarting: false });
    expect(after.pids).toHaveLength(Number(workers));
    expect(told(supervisor, 'process-replaced')).toHaveLength(times * (Number(workers) + 1));
    expect(told(supervisor, 'worker-ended')).toEqual([]);
    expect(supervisor.messages.filter(({ type }) => type === 'restarted')).toHaveLength(times);
  },
);

/** Copies the build to where a release would be, and lets `edit` change a file of it. */
async function release(name: string, file: string, edit: (text: string) => string) {
  const from = fileURLToPath(builtFile('api-server/'));
  const to = join(dataDir, 'releases', name);
  await cp(from, join(to, 'api-server'), { recursive: true });
  const path = join(to, 'api-server', file);
  await writeFile(path, edit(await readFile(path, 'utf8')));
  return to;
}

it('starts what is in its place on disk by then, and stays as it is when that does not start', async () => {
  const modules = fileURLToPath(new URL('../node_modules', import.meta.url));
  await mkdir(join(dataDir, 'releases'), { recursive: true });
  await symlink(modules, join(dataDir, 'releases', 'node_modules'));
  const whole = await release('whole', 'worker.js', (text) => text);
  const broken = await release('broken', 'worker.js', () => 'process.exit(3);');
  const newer = await release(
    'newer',
    'worker.js',
    (text) => `process.stderr.write('The newer release runs.\\n');${text}`,
  );
  const current = join(dataDir, 'releases', 'current');
  const deploy = async (to: string) => {
    await symlink(to, `${current}.next`);
    await rename(`${current}.next`, current);
  };
  await deploy(whole);
  const { supervisor, url, privateUrl } = await start(
    {},
    pathToFileURL(join(current, 'api-server', 'supervisor.js')),
  );
  const before = await healthOf(privateUrl);

  await deploy(broken);
  supervisor.process.kill('SIGUSR2');
  const givenUp = await supervisor.message('restart-given-up');
  expect(givenUp).toMatchObject({ replaced: 1, kept: 1 });
  expect(told(supervisor, 'restart-given-up')).toMatchObject([
    { replaced: 1, kept: 1, says: 'The API process ended (exit code 3). The old one stays.' },
  ]);
  expect((await healthOf(privateUrl)).pids).toEqual(before.pids);
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);

  await deploy(newer);
  // Any number of times: one follows for all that were asked for meanwhile.
  for (let time = 0; time < 10; time += 1) supervisor.process.kill('SIGUSR2');
  await supervisor.message('restarted');
  expect(supervisor.stderr()).toContain('The newer release runs.');
  const metrics = await (await fetch(`${privateUrl}/metrics`)).text();
  expect(metrics).toMatch(/^catops_job_worker_heartbeat_timestamp_seconds \d{10}/m);
  expect(metrics).toMatch(/^catops_breaker_state\{dependency="objects"\} 0$/m);
  expect(metrics).toMatch(/^catops_rolling_restarts_given_up_total 1$/m);
  supervisor.process.kill('SIGUSR2');
  await expect.poll(async () => (await healthOf(privateUrl)).restarting, patiently).toBe(true);
  supervisor.process.kill('SIGTERM');
  expect(await supervisor.exited).toBe(0);
  expect(await portIsFree(Number(new URL(url).port))).toBe(true);
});
