import { readdir, readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { AccessLogRecord } from '../src/contracts/access-log.js';
import { type LoopbackS3, startLoopbackS3 } from '../src/testing/loopback-s3/server.js';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { storedRecords } from './testing/log-records.js';
import { startSupervisor, type TestSupervisor } from './testing/start-supervisor.js';
import { testDataDir } from './testing/test-store.js';

let dataDir: string;
let remove: () => Promise<void>;
let s3: LoopbackS3;
const running: TestSupervisor[] = [];

async function start(env: Record<string, string> = {}): Promise<TestSupervisor> {
  const supervisor = startSupervisor({ CATOPS_DATA_DIR: dataDir, ...env });
  running.push(supervisor);
  await supervisor.message('listening');
  return supervisor;
}

async function stop(supervisor: TestSupervisor): Promise<void> {
  supervisor.process.send({ type: 'stop' });
  expect(await supervisor.exited).toBe(0);
}

const objects = () => join(dataDir, 'objects');
const stored = async () => (await storedRecords(objects())).records;
const spooled = async () =>
  (await readdir(join(dataDir, 'access-log'), { recursive: true })).filter((name) =>
    name.includes('.json'),
  );
const within = { timeout: 20_000, interval: 50 };

/** Asks for a picture that there is, so often. */
async function ask(supervisor: TestSupervisor, times: number): Promise<string> {
  const { url } = await supervisor.message('listening');
  const [image] = (await (await fetch(`${url}/v1/images/search`)).json()) as { id: string }[];
  for (let each = 0; each < times; each += 1) await (await fetch(`${url}/v1/breeds`)).text();
  await (await fetch(`${url}/v1/images/${image?.id}`)).text();
  return image?.id ?? '';
}

async function metric({ message }: TestSupervisor, name: string): Promise<number> {
  const { privateUrl } = await message('listening');
  const text = await (await fetch(`${privateUrl}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ')[1]);
}

beforeAll(async () => {
  ({ dataDir, remove } = await testDataDir());
  await copyPreparedData(dataDir);
  s3 = await startLoopbackS3();
});
afterEach(async () => {
  for (const { process: child, exited } of running.splice(0)) {
    child.kill('SIGKILL');
    await exited;
  }
});
afterAll(async () => {
  await s3.close();
  s3.verify();
  await remove();
});

it('has everything in object storage when it has stopped', async () => {
  const before = (await stored()).length;
  const supervisor = await start({ CATOPS_WORKERS: '2' });
  const id = await ask(supervisor, 20);
  await stop(supervisor);
  const records = (await stored()).slice();
  expect(records.length - before).toBe(22);
  expect(records.filter(({ image_id }) => image_id === id)).toHaveLength(1);
  expect(await spooled()).toEqual([]);
});

it('moves what a killed process left while it runs on, and what it left itself when it starts', async () => {
  const before = (await stored()).length;
  const first = await start();
  await ask(first, 8);
  await expect.poll(() => metric(first, 'catops_access_log_written_total'), within).toBe(10);
  const [worker = Number.NaN] = await first.pids();
  process.kill(worker, 'SIGKILL');
  await expect.poll(async () => (await stored()).length - before, within).toBe(10);
  await expect.poll(() => metric(first, 'catops_access_log_shipped_files_total'), within).toBe(1);
  await expect.poll(() => first.pids(), within).not.toContain(worker);
  await expect.poll(() => ask(first, 3).catch(() => ''), within).not.toBe('');
  await expect.poll(() => metric(first, 'catops_access_log_written_total'), within).toBe(15);
  first.process.kill('SIGKILL');
  await first.exited;
  expect((await stored()).length - before).toBe(10);
  const second = await start();
  await expect.poll(async () => (await stored()).length - before, within).toBe(15);
  await stop(second);
  expect((await stored()).length - before).toBe(15);
});

it('moves it into a bucket, and keeps it on disk while that is away', async () => {
  const env = { ...s3.env, CATOPS_OBJECTS: `s3://${s3.account.bucket}/cats` };
  s3.refuse('AccessDenied', { operation: 'PutObject', times: 'always' });
  const first = await start(env);
  await ask(first, 5);
  await stop(first);
  expect(first.stderr()).toContain(`S3 does not allow s3:PutObject on ${s3.account.bucket}.`);
  expect(first.stderr()).not.toContain(s3.account.secretAccessKey);
  expect(s3.objects.size).toBe(0);
  expect(await spooled()).toHaveLength(1);
  s3.allow();
  // A server that keeps pictures in the bucket too looks whether it is there.
  const pictures = { CATOPS_PICTURES: `s3://${s3.account.bucket}/cats` };
  await stop(await start({ ...env, ...pictures }));
  expect(s3.count('HeadBucket')).toBeGreaterThan(0);
  expect(await spooled()).toEqual([]);
  const [[key, object] = ['', undefined]] = [...s3.objects];
  expect(key).toMatch(/^cats\/access\/dt=[\d-]{10}\/hour=\d\d\/\w+-\d{8}T\d{9}Z-0001\.json\.gz$/);
  const text = gunzipSync(object?.body ?? '').toString();
  const records = text
    .trimEnd()
    .split('\n')
    .map((line): AccessLogRecord => JSON.parse(line));
  expect(records).toHaveLength(7);
});

it('keeps nothing of what a client made up, nor its address, in any byte of any log', async () => {
  const supervisor = await start({ CATOPS_LIMIT_KEYLESS: '30' });
  const { url } = await supervisor.message('listening');
  const canary = 'c4n4ry';
  const agent = new Agent({ localAddress: '127.0.0.77', keepAlive: true });
  const get = (path: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(url);
      const options = { hostname, port, path, headers, agent };
      request(options, (reply) => reply.resume().once('end', () => resolve(reply.statusCode)))
        .once('error', reject)
        .end();
    });
  const headers = {
    'user-agent': canary,
    'x-api-key': canary,
    'x-forwarded-for': canary,
    cookie: canary,
    referer: canary,
    'content-type': canary,
  };
  const statuses = new Set<number | undefined>();
  for (const path of ['/', '/v1/images/', '/v1/breeds/', '/images/', '/%zz', '/v1/images/%0a%22']) {
    for (const tail of ['', '.jpg', '/analysis', `?${canary}=${canary}&api_key=${canary}`]) {
      statuses.add(await get(`${path}${canary}${tail}`, headers));
    }
  }
  for (let each = 0; each < 40; each += 1) {
    statuses.add(await get(`/v1/breeds?q=${canary}`, headers));
  }
  agent.destroy();
  await stop(supervisor);
  expect(statuses).toEqual(new Set([200, 400, 404, 429]));
  const records = await stored();
  expect(new Set(records.map(({ cause }) => cause))).toEqual(new Set([null, 'client']));
  const logs = [supervisor.stderr()];
  for (const path of await readdir(objects(), { recursive: true })) {
    if (path.endsWith('.gz')) logs.push(String(gunzipSync(await readFile(join(objects(), path)))));
  }
  expect(logs.length).toBeGreaterThan(1);
  for (const log of logs) expect(log).not.toMatch(/c4n4ry|127\.0\.0\.77/);
});

it.each([
  ['CATOPS_OBJECTS', 's3://key:secret@bucket', 'no bucket is named like the one in s3://bucket/'],
  ['CATOPS_PICTURES', 's3://192.168.0.1/secret', 'no bucket is named like the one in s3://bucket/'],
  ['CATOPS_PICTURES', 'secret', 'not a bucket, which is given as s3://bucket/prefix'],
  ['AWS_ENDPOINT_URL_S3', 'secret', 'not a URL such as https://s3.example.com'],
])('is told at once when its storage cannot be meant: %s=%s', async (name, value, sentence) => {
  const supervisor = startSupervisor({ CATOPS_DATA_DIR: dataDir, [name]: value });
  running.push(supervisor);
  const { code, message } = await supervisor.message('failed');
  expect([code, await supervisor.exited]).toEqual(['config-invalid', 2]);
  expect(message).toContain(`${name}: ${sentence}`);
  expect(message).not.toContain('secret');
});
