import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { admin } from './testing/admin-process.js';
import { builtFile } from './testing/built.js';
import { multipart } from './testing/multipart.js';
import { startSupervisor, type TestSupervisor } from './testing/start-supervisor.js';
import { testDataDir } from './testing/test-store.js';

const run = promisify(execFile);

let dataDir: string;
let remove: () => Promise<void>;
let supervisor: TestSupervisor;
let url: string;
let key: string;
let otherKey: string;

beforeAll(async () => {
  ({ dataDir, remove } = await testDataDir());
  await copyPreparedData(dataDir);
  const newKey = async (name: string) =>
    ((await admin(dataDir, { op: 'key.create', name })) as { key: string }).key;
  [key, otherKey] = [await newKey('owner'), await newKey('other')];
  supervisor = startSupervisor({
    ...{ CATOPS_DATA_DIR: dataDir, CATOPS_WORKERS: '2', CATOPS_UPLOAD_BYTES: '300000' },
    ...{ CATOPS_LIMIT_KEYED: '100000', CATOPS_LIMIT_KEYLESS: '100000' },
  });
  ({ url } = await supervisor.message('listening'));
});
afterAll(async () => {
  supervisor.process.kill('SIGKILL');
  await supervisor.exited;
  await remove();
});

/** Each on a connection of its own, so that both processes are asked. */
const ask = (path: string, as?: string, method = 'GET', signal: AbortSignal | null = null) =>
  fetch(`${url}${path}`, {
    ...{ method, signal },
    headers: { connection: 'close', ...(as && { 'x-api-key': as }) },
  });
async function upload(bytes: Uint8Array, name = 'tom.jpeg', more: Record<string, string> = {}) {
  const { body, headers } = await multipart({ file: { name, bytes }, ...more });
  const sent = { ...headers, connection: 'close', 'x-api-key': key };
  return fetch(`${url}/v1/images/upload`, {
    method: 'POST',
    headers: sent,
    body: new Uint8Array(body),
  });
}
const drawn = (width = 60, height = 40) =>
  sharp({ create: { width, height, channels: 3, background: '#a63' } })
    .withExif({ IFD0: { Artist: 'Canary' } })
    .jpeg()
    .toBuffer();
const statuses = async (path: string, as?: string, times = 6) => {
  const answers = Array.from({ length: times }, async () => (await ask(path, as)).status);
  return new Set(await Promise.all(answers));
};
const filesLeft = async () => {
  const names = await readdir(join(dataDir, 'objects', 'images'), { recursive: true });
  // Smaller copies are made, and go, when their job is done.
  return names.filter((name) => name !== '.tmp' && !name.includes('/')).sort();
};

it('shows an upload to its owner, then to everybody, then to nobody, in every process', async () => {
  const before = await filesLeft();
  const made = await upload(await drawn());
  expect(made.status).toBe(201);
  const { id, url: address } = (await made.json()) as { id: string; url: string };
  const file = new URL(address).pathname;
  expect([address.startsWith(url), file]).toEqual([true, `/images/${id}.jpg`]);
  const paths = [[`/v1/images/${id}`, 400] as const, [file, 404] as const];
  for (const [path, unknown] of paths) {
    expect(await statuses(path, key)).toEqual(new Set([200]));
    expect(await statuses(path, otherKey)).toEqual(new Set([unknown]));
    expect(await statuses(path)).toEqual(new Set([unknown]));
  }
  const bytes = Buffer.from(await (await ask(file, key)).arrayBuffer());
  expect([(await sharp(bytes).metadata()).width, bytes.includes('Canary')]).toEqual([60, false]);

  const review = (verdict: 'approved' | 'rejected') =>
    admin(dataDir, { op: 'image.review', id, verdict, reason: 'why', dryRun: false });
  await review('approved');
  for (const [path] of paths) {
    await expect.poll(() => statuses(path), { timeout: 5000 }).toEqual(new Set([200]));
  }
  await review('rejected');
  for (const [path, unknown] of paths) {
    await expect.poll(() => statuses(path), { timeout: 5000 }).toEqual(new Set([unknown]));
    expect(await statuses(path, key)).toEqual(new Set([200]));
  }
  await review('approved');
  await expect.poll(() => statuses(file), { timeout: 5000 }).toEqual(new Set([200]));
  expect((await ask(`/v1/images/${id}`, otherKey, 'DELETE')).status).toBe(400);
  expect((await ask(`/v1/images/${id}`, key, 'DELETE')).status).toBe(204);
  for (const [path, unknown] of paths) {
    await expect.poll(() => statuses(path), { timeout: 5000 }).toEqual(new Set([unknown]));
    await expect.poll(() => statuses(path, key), { timeout: 5000 }).toEqual(new Set([unknown]));
  }
  expect(await filesLeft()).toEqual(before);
});

it('is decided about from the command line, which offers what waits', async () => {
  const made = await upload(await drawn(), '\u001b[31mtom.jpg');
  const { id } = (await made.json()) as { id: string };
  const catops = async (...words: string[]) => {
    const env = { ...process.env, CATOPS_DATA_DIR: dataDir };
    const program = fileURLToPath(builtFile('catops.js'));
    return (await run(process.execPath, [program, ...words], { env })).stdout;
  };
  const listed = await catops('images', 'list');
  expect(listed).toContain(id);
  expect(listed).not.toContain('\u001b');
  expect(await catops('complete', '--', 'images', 'approve', '')).toContain(`${id}\t[31mtom.jpg`);
  expect(await catops('images', 'approve', id, '--dry-run')).toContain('Would approve');
  const approved = JSON.parse(await catops('images', 'approve', '--json', '--', id));
  expect(approved).toMatchObject({ schema: 'catops.image-review/v1', changed: true });
  await expect.poll(() => statuses(`/v1/images/${id}`), { timeout: 5000 }).toEqual(new Set([200]));
  await expect(catops('images', 'reject', id)).rejects.toMatchObject({ code: 2 });
  expect(await catops('images', 'reject', id, '--reason', 'no cat')).toContain('Rejected');
  expect(await catops('images', 'list', '--state', 'rejected')).toContain('no cat');
  await ask(`/v1/images/${id}`, key, 'DELETE');
});

it('has what it said to have, also when its processes are killed right after', async () => {
  const made = await upload(await drawn());
  const { id } = (await made.json()) as { id: string };
  for (const pid of await supervisor.pids()) process.kill(pid, 'SIGKILL');
  // A connection that was on its way to a dead process is answered by nobody.
  const status = (path: string, method = 'GET') =>
    ask(path, key, method, AbortSignal.timeout(1000)).then(
      (reply) => reply.status,
      () => undefined,
    );
  await expect.poll(() => status(`/images/${id}.jpg`), { timeout: 20_000 }).toBe(200);
  await expect.poll(() => status(`/v1/images/${id}`, 'DELETE'), { timeout: 20_000 }).toBe(204);
});

it('takes in many at once, none over another, while it goes on to answer', async () => {
  const picture = await drawn(1500, 1000);
  const uploads = Array.from({ length: 4 }, (_, at) => upload(picture, `${at}.jpg`));
  const live = await Promise.all(Array.from({ length: 40 }, () => ask('/v1/breeds')));
  expect(new Set(live.map(({ status }) => status))).toEqual(new Set([200]));
  const made = await Promise.all(uploads);
  const ids = await Promise.all(
    made.map(async (reply) => ((await reply.json()) as { id: string }).id),
  );
  expect(new Set(ids).size).toBe(4);
  const list = (await (await ask('/v1/images/?limit=100&order=DESC', key)).json()) as object[];
  expect(list).toHaveLength(4);
  for (const id of ids) await ask(`/v1/images/${id}`, key, 'DELETE');
});

it('keeps nothing of what broke off, was refused, or tried to be something else', async () => {
  const before = await filesLeft();
  for (let number = 0; number < 5; number += 1) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
    const head =
      `POST /v1/images/upload HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\nContent-Length: 200000\r\n` +
      'Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n' +
      'Content-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n';
    await new Promise((resolve) => socket.write(head + 'x'.repeat(50_000), resolve));
    socket.destroy();
  }
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
  const refused = [
    Buffer.from(svg),
    Buffer.from(`GIF89a${svg};`),
    randomBytes(1000),
    Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), await drawn()]),
    (await drawn()).subarray(0, -30),
  ];
  for (const bytes of refused) expect((await upload(bytes)).status).toBe(400);
  expect((await upload(randomBytes(300_001))).status).toBe(413);
  expect(await filesLeft()).toEqual(before);
  expect((await ask('/health/ready')).status).toBe(200);
  expect((await upload(await drawn())).status).toBe(201);
});
