import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { adminReplySchemas } from '../src/contracts/admin-process.js';
import type { SupervisorMessage } from '../src/contracts/server-process.js';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { processRuns } from '../src/testing/process-runs.js';
import { admin } from './testing/admin-process.js';
import { builtFile } from './testing/built.js';
import {
  portIsFree,
  startParent,
  startSupervisor,
  type TestSupervisor,
} from './testing/start-supervisor.js';
import { testDataDir } from './testing/test-store.js';

let dataDir: string;
let remove: () => Promise<void>;
/** What the first start on an empty directory said. */
let saidAtFirst: readonly SupervisorMessage[];
const running: TestSupervisor[] = [];

function start(env: Record<string, string> = {}, args: readonly string[] = []): TestSupervisor {
  const supervisor = startSupervisor({ CATOPS_DATA_DIR: dataDir, ...env }, args);
  running.push(supervisor);
  return supervisor;
}

const portOf = (url: string) => Number(new URL(url).port);
const within2s = { timeout: 2000, interval: 10 };
const metric = async (privateUrl: string, name: string) => {
  const text = await (await fetch(`${privateUrl}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(name));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
};

beforeAll(async () => {
  ({ dataDir, remove } = await testDataDir());
  saidAtFirst = await copyPreparedData(dataDir);
});
afterEach(async () => {
  for (const { process: child, exited } of running.splice(0)) {
    child.kill('SIGKILL');
    await exited;
  }
});
afterAll(() => remove());

it('tells of the drawing when it starts for the first time, and the first key', () => {
  const last = saidAtFirst.at(-1);
  expect(saidAtFirst.slice(0, -1)).toContainEqual({
    type: 'progress',
    text: expect.stringMatching(/^Drew \d+ of \d+ pictures$/),
  });
  expect(last).toMatchObject({ type: 'listening', firstKey: expect.stringMatching(/^live_/) });
});

it('says where it listens once the API answers, and serves until it is told to stop', async () => {
  const supervisor = start({ CATOPS_WORKERS: '2' });
  const { url, privateUrl, workers, firstKey } = await supervisor.message('listening');
  expect([workers, firstKey]).toEqual([2, undefined]);
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  const breeds = (await (await fetch(`${url}/v1/breeds`)).json()) as unknown[];
  expect(breeds).toHaveLength(67);
  const pids = await supervisor.pids();
  expect(pids).toHaveLength(2);
  supervisor.process.send({ type: 'stop' });
  expect(await supervisor.exited).toBe(0);
  expect(pids.filter(processRuns)).toEqual([]);
  expect(await portIsFree(portOf(url))).toBe(true);
  expect(await portIsFree(portOf(privateUrl))).toBe(true);
});

it('counts the requests of all processes together', async () => {
  const supervisor = start({ CATOPS_WORKERS: '2', CATOPS_LIMIT_KEYLESS: '1000' });
  const { url, privateUrl } = await supervisor.message('listening');
  const counted = () => metric(privateUrl, 'catops_requests_total{route="GET /v1/categories"');
  for (let request = 0; request < 20; request += 1) {
    await (await fetch(`${url}/v1/categories`, { headers: { connection: 'close' } })).text();
  }
  await expect.poll(counted, within2s).toBe(20);
  expect(await metric(privateUrl, 'catops_processes')).toBe(2);
  expect((await fetch(`${privateUrl}/else`)).status).toBe(404);
  expect((await fetch(`${privateUrl}/metrics`, { method: 'POST' })).status).toBe(405);
});

it('asks the database once for what a thousand clients want at once and nobody wanted before', async () => {
  const { url, privateUrl } = await start({ CATOPS_LIMIT_KEYLESS: '1000000' }).message('listening');
  const [image] = (await (await fetch(`${url}/v1/images/search`)).json()) as { id: string }[];
  const ask = async () => (await fetch(`${url}/v1/images/${image?.id}/analysis`)).status;
  const statuses = await Promise.all(Array.from({ length: 1000 }, ask));
  expect(new Set(statuses)).toEqual(new Set([200]));
  const route = '{route="GET /v1/images/{image_id}/analysis"}';
  expect(await metric(privateUrl, `catops_db_queries_total${route}`)).toBe(1);
});

it('replaces a process that was killed, on the same port, and keeps its counters', async () => {
  const supervisor = start();
  const { url, privateUrl } = await supervisor.message('listening');
  for (let request = 0; request < 5; request += 1) await (await fetch(`${url}/v1/breeds`)).text();
  const counted = () => metric(privateUrl, 'catops_requests_total{route="GET /v1/breeds"');
  await expect.poll(counted, within2s).toBe(5);
  const [pid = 0] = await supervisor.pids();
  process.kill(pid, 'SIGKILL');
  const ready = () =>
    fetch(`${url}/health/ready`).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(() => processRuns(pid), within2s).toBe(false);
  await expect.poll(ready, { timeout: 10_000, interval: 20 }).toBe(200);
  expect(await supervisor.pids()).not.toContain(pid);
  expect(await counted()).toBe(5);
  expect(await metric(privateUrl, 'catops_worker_restarts_total')).toBe(1);
});

it('lets a running request end before it stops', async () => {
  const supervisor = start();
  const { url } = await supervisor.message('listening');
  // Kept alive and idle, which must not hold the stop up.
  await (await fetch(`${url}/v1/breeds`)).text();
  const answers = Array.from({ length: 20 }, () => fetch(`${url}/v1/images/search?limit=10`));
  await Promise.all(answers.map(async (answer) => (await answer).text()));
  const before = performance.now();
  supervisor.process.kill('SIGTERM');
  expect(await supervisor.exited).toBe(0);
  expect(performance.now() - before).toBeLessThan(4000);
});

it('does not wait for a connection nobody uses, nor long for one that says half a word', async () => {
  for (const [sent, limit] of [
    ['', 3000],
    ['GET / HTTP/1.1\r\nhost', 7000],
  ] as const) {
    const supervisor = start();
    const { url } = await supervisor.message('listening');
    const socket = connect(portOf(url), '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(sent);
    const before = performance.now();
    supervisor.process.send({ type: 'stop' });
    expect(await supervisor.exited).toBe(0);
    expect(performance.now() - before).toBeLessThan(limit);
    socket.destroy();
  }
});

it('takes one Ctrl-C that arrives by several ways for one, and drains', async () => {
  const supervisor = start();
  const { url } = await supervisor.message('listening');
  await fetch(`${url}/v1/breeds`);
  // npm sends on what the terminal has sent already, and the parent says it too.
  supervisor.process.send({ type: 'stop' });
  supervisor.process.kill('SIGINT');
  supervisor.process.kill('SIGINT');
  expect(await supervisor.exited).toBe(0);
});

it('ends at once at the second signal', async () => {
  const supervisor = start();
  const { url } = await supervisor.message('listening');
  const [pid = 0] = await supervisor.pids();
  const socket = connect(portOf(url), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write('GET / HTTP/1.1\r\nhost');
  supervisor.process.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 700));
  supervisor.process.kill('SIGINT');
  expect(await supervisor.exited).toBe(130);
  await expect.poll(() => processRuns(pid), within2s).toBe(false);
  socket.destroy();
});

it('serves a key from soon after it was made until soon after it was revoked', async () => {
  const { url } = await start().message('listening');
  const made = await admin(dataDir, { op: 'key.create', name: 'Ada' });
  const { key, row } = adminReplySchemas['key.create'].parse(made);
  // Pictures of breeds are for those with a key.
  const pictured = async () => {
    const reply = await fetch(`${url}/v1/breeds?limit=1`, { headers: { 'x-api-key': key } });
    const breeds = (await reply.json()) as { image?: object }[];
    return breeds[0]?.image !== undefined;
  };
  await expect.poll(pictured, { timeout: 5000 }).toBe(true);
  await admin(dataDir, { op: 'key.revoke', keyId: row.keyId });
  await expect.poll(pictured, { timeout: 5000 }).toBe(false);
});

it('runs without a parent too, and says on standard error where it listens', async () => {
  const child = spawn(process.execPath, [fileURLToPath(builtFile('api-server/supervisor.js'))], {
    env: { ...process.env, CATOPS_DATA_DIR: dataDir, CATOPS_PORT: '0', CATOPS_PRIVATE_PORT: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [line] = (await once(child.stderr, 'data')) as [Buffer];
  expect(String(line)).toMatch(/^Listening on http:\/\/127\.0\.0\.1:\d+ /);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('shows the first key without a parent too, once, when nobody has seen it', async () => {
  const fresh = await testDataDir();
  await copyPreparedData(fresh.dataDir);
  const env = { CATOPS_DATA_DIR: fresh.dataDir, CATOPS_PORT: '0', CATOPS_PRIVATE_PORT: '0' };
  const firstLine = async (whenSaid: () => Promise<unknown>) => {
    const child = spawn(process.execPath, [fileURLToPath(builtFile('api-server/supervisor.js'))], {
      ...{ env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] },
    });
    const [line] = (await once(child.stderr as NodeJS.ReadableStream, 'data')) as [Buffer];
    await whenSaid();
    child.kill('SIGTERM');
    await once(child, 'exit');
    return String(line);
  };
  const prepared = () => admin(fresh.dataDir, { op: 'prepare' });
  expect(await prepared()).toEqual({ seeded: false, firstKeyUnseen: true });
  const noted = () => expect.poll(prepared, { timeout: 10_000 }).toEqual({ seeded: false });
  expect(await firstLine(noted)).toMatch(/ · key of the first account: live_[A-Za-z0-9]{64}$/m);
  expect(await firstLine(async () => {})).not.toContain('live_');
  await fresh.remove();
});

it('leaves nothing behind when it is killed itself', async () => {
  const supervisor = start({ CATOPS_WORKERS: '2' });
  const { url } = await supervisor.message('listening');
  const pids = await supervisor.pids();
  supervisor.process.kill('SIGKILL');
  await expect.poll(() => pids.filter(processRuns), within2s).toEqual([]);
  expect(await portIsFree(portOf(url))).toBe(true);
});

it('leaves nothing behind when its parent is killed', async () => {
  const parent = startParent({ CATOPS_DATA_DIR: dataDir });
  const [chunk] = (await once(parent.stdout ?? parent, 'data')) as [Buffer];
  const { pid, url, privateUrl } = JSON.parse(String(chunk));
  const { pids } = (await (await fetch(`${privateUrl}/health`)).json()) as { pids: number[] };
  parent.kill('SIGKILL');
  await expect.poll(() => [pid, ...pids].filter(processRuns), { timeout: 4000 }).toEqual([]);
  expect(await portIsFree(portOf(url))).toBe(true);
});

it('ends when it is told to stop while it still prepares', async () => {
  const fresh = await testDataDir();
  await copyPreparedData(fresh.dataDir);
  const pictures = join(fresh.dataDir, 'objects', 'images');
  const all = await readdir(pictures);
  for (const name of all.slice(0, 60)) await rm(join(pictures, name));
  const supervisor = start({ CATOPS_DATA_DIR: fresh.dataDir });
  await supervisor.message('progress');
  supervisor.process.kill('SIGINT');
  expect(await supervisor.exited).toBe(0);
  expect(supervisor.messages.map(({ type }) => type)).toEqual(['progress']);
  expect((await readdir(pictures)).length).toBeLessThan(all.length);
  // The next start completes what was half done.
  const next = start({ CATOPS_DATA_DIR: fresh.dataDir });
  await next.message('listening');
  expect(await readdir(pictures)).toEqual(expect.arrayContaining(all));
  next.process.send({ type: 'stop' });
  await next.exited;
  await fresh.remove();
});

it.each(['CATOPS_PORT', 'CATOPS_PRIVATE_PORT'])('refuses a port in use (%s)', async (name) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const supervisor = start({ [name]: String(port) });
  expect(await supervisor.message('failed')).toMatchObject({
    code: 'port-in-use',
    message: expect.stringContaining(String(port)),
    hint: expect.stringContaining(name),
  });
  expect(await supervisor.exited).toBe(2);
  other.close();
});

it('refuses a data directory that is none, and bad settings, in one sentence', async () => {
  const fresh = await testDataDir();
  await writeFile(fresh.dataDir, 'a file');
  const failed = async (env: Record<string, string>, args: string[] = []) => {
    const supervisor = start(env, args);
    const { code } = await supervisor.message('failed');
    return [code, await supervisor.exited];
  };
  expect(await failed({ CATOPS_DATA_DIR: fresh.dataDir })).toEqual(['local-store-unwritable', 7]);
  expect(await failed({ CATOPS_WORKERS: 'many' })).toEqual(['config-invalid', 2]);
  expect(await failed({ CATOPS_HOST: '203.0.113.7' })).toEqual(['config-invalid', 2]);
  expect(await failed({}, ['--worker', '../../etc/passwd'])).toEqual(['usage-invalid', 2]);
  await fresh.remove();
});
