import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type LoopbackS3, startLoopbackS3 } from '../../../src/testing/loopback-s3/server.js';
import { lookAtBucket } from '../../admin/look-at-bucket.js';
import { createImagePublisher } from '../../jobs/publish-image.js';
import { createImagePurger, createRejectedPurger } from '../../jobs/purge-image.js';
import { createImageResizer } from '../../jobs/resize-image.js';
import { createBucketSweeper } from '../../jobs/sweep-bucket.js';
import { createImageWithdrawal } from '../../jobs/withdraw-image.js';
import type { PictureResizer } from '../../ports.js';
import { fakeData, goodKey, image, openFakeApp } from '../../testing/fake-app.js';
import { openPictureWorld } from '../../testing/picture-world.js';
import type { Breaker } from '../breaker.js';
import { nameProcess } from '../process-name.js';
import { changing } from '../sql/change-feed.js';
import { decideImage } from '../sql/decide-image.js';
import { openPictures } from './open-pictures.js';
import { createTimedObjects } from './timed-objects.js';

const context = { jobId: 1, signal: new AbortController().signal };
const forever = 'public, max-age=31536000, immutable';
const never = 'private, no-store';
let s3: LoopbackS3;
let root: string;
const bucket = () => ({ kind: 's3', bucket: s3.account.bucket, prefix: 'prod/' }) as const;

beforeEach(async () => {
  s3 = await startLoopbackS3();
  for (const [name, value] of Object.entries(s3.env)) vi.stubEnv(name, value);
  root = await mkdtemp(join(tmpdir(), 'catops-bucket-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
  await s3.close();
  s3.verify();
});

/** What the bucket says of each picture file. */
const labels = () =>
  Object.fromEntries(
    [...s3.objects].map(([key, { cacheControl }]) => [
      key.replace('prod/images/', ''),
      cacheControl,
    ]),
  );

it('keeps uploads in the bucket, and tells it who may see them whenever that is decided', async () => {
  const world = await openPictureWorld(bucket());
  const decide = (verdict: 'approved' | 'rejected') =>
    changing(world.db, (trx) =>
      decideImage(trx, { id: 'tom_00001', verdict, reason: 'a dog', actor: 'people' }, 1),
    );
  const job = { imageId: 'tom_00001' };
  await world.upload('tom_00001', 300);
  expect(s3.objects.get('prod/images/tom_00001.jpg')).toMatchObject({
    ...{ contentType: 'image/jpeg', cacheControl: never },
  });
  const small = { name: 'thumb', bytes: Buffer.from('small') } as const;
  // Approved while its copies are made: the job that says so finds none of them.
  const resizer: PictureResizer = {
    async resize() {
      await decide('approved');
      await createImagePublisher(world)(job, context);
      return [small];
    },
  };
  await createImageResizer({ ...world, resizer })(job, context);
  expect(labels()).toEqual({ 'tom_00001.jpg': forever, 'thumb/tom_00001.jpg': forever });
  expect(s3.objects.get('prod/images/thumb/tom_00001.jpg')).toMatchObject({
    ...{ body: small.bytes, contentType: 'image/jpeg' },
  });
  await decide('rejected');
  await createImageWithdrawal({ ...world, cdn: undefined })(job, context);
  expect(labels()).toEqual({ 'tom_00001.jpg': never, 'thumb/tom_00001.jpg': never });
  const queued = await world.db.selectFrom('jobs').select('type').execute();
  expect(queued.map(({ type }) => type)).toEqual([
    ...['image.resize', 'image.analyse', 'image.publish', 'image.withdraw'],
  ]);
  // Removed while the storage is told: a copy that ends after that brings its file back, and is removed.
  const late: string[] = [];
  const relabel: typeof world.objects.relabel = async (name, audience) => {
    await world.objects.relabel(name, audience);
    const copied = s3.objects.get(`prod/images/${name}`);
    if (!copied) return;
    await createRejectedPurger({ ...world, keptMs: 0 })({}, context);
    await createImagePurger(world)(job, context);
    expect(labels()).toEqual({});
    late.push(s3.put(`prod/images/${name}`, copied.body).etag);
  };
  const objects = { ...world.objects, relabel };
  await createImageWithdrawal({ ...world, objects, cdn: undefined })(job, context);
  expect(late).toHaveLength(1);
  expect([labels(), await world.files()]).toEqual([{}, []]);
  await world.close();
});

it('never writes over a name, and leaves what it has where it is', async () => {
  await mkdir(join(root, 'images'));
  await writeFile(join(root, 'images', 'seed_0001.jpg'), 'drawn here');
  const { objects, check } = openPictures(bucket(), {
    ...{ directory: root, process: nameProcess(process.pid), now: Date.now },
  });
  expect(await objects.write('tom_00001.jpg', Buffer.from('first'), 'public')).toBe(true);
  expect(await objects.write('tom_00001.jpg', Buffer.from('other'), 'public')).toBe(false);
  expect(String(await objects.read('tom_00001.jpg'))).toBe('first');
  expect(s3.count('GetObject')).toBe(1);
  expect(String(await objects.read('seed_0001.jpg'))).toBe('drawn here');
  expect(s3.count('GetObject')).toBe(1);
  expect(await objects.size('none.jpg')).toBeUndefined();
  await check();
  s3.refuse('AccessDenied', { operation: 'HeadBucket' });
  await expect(check()).rejects.toThrow('S3 does not allow s3:ListBucket');
});

it('sweeps the bucket of pictures that are removed, a part each hour, and of no others', async () => {
  const world = await openPictureWorld(bucket());
  const now = Date.now() + 7_200_000;
  // Their first letters are those of one hour.
  const hour = 'ABCDEFGHIJKLMNOPQRSTUVWX'[new Date(now).getUTCHours()] ?? '';
  const other = hour === 'A' ? 'B' : 'A';
  for (const id of [`${hour}kept_001`, `${hour}gone_001`, `${other}gone_001`]) {
    await world.upload(id, 99);
  }
  const gone = [`${hour}gone_001`, `${other}gone_001`];
  for (const id of gone) await world.uploads.remove({ accountId: 'a1b2c3', id }, 1);
  s3.put(`prod/images/small/${hour}gone_001.jpg`, 'x');
  const others = [`prod/${hour}gone_001.jpg`, `prod/images/${hour}notes.txt`];
  const ofAnotherDatabase = `prod/images/${hour}other_01.jpg`;
  for (const key of [...others, ofAnotherDatabase]) s3.put(key, 'x');
  const lines: unknown[] = [];
  const log = {
    info: (event: string, { files }: { files?: unknown }) => lines.push([event, files]),
  };
  await createBucketSweeper({ ...world, clock: { now: () => now }, log })({}, context);
  expect([...s3.objects.keys()].sort()).toEqual(
    [
      ...[...others, ofAnotherDatabase],
      ...[`prod/images/${hour}kept_001.jpg`, `prod/images/${other}gone_001.jpg`],
    ].sort(),
  );
  expect(lines).toEqual([
    ['bucket-swept', 2],
    ['files-of-no-picture', 1],
  ]);
  await world.close();
});

it('tells an operator what is missing, each action by its name', async () => {
  const pictures = bucket();
  const place = 's3://cat-logs/prod/';
  expect(await lookAtBucket({ pictures })).toEqual({ place, problems: [] });
  s3.refuse('AccessDenied', { operation: 'HeadBucket' });
  const look = async (at = pictures) => (await lookAtBucket({ pictures: at }))?.problems;
  // S3 answers 403 to the reading too, which may be allowed.
  s3.refuse('AccessDenied', { operation: 'GetObject' });
  expect(await look()).toEqual([
    expect.objectContaining({ hint: expect.stringContaining('allow s3:ListBucket there') }),
    expect.objectContaining({ message: expect.stringContaining('cannot be judged') }),
  ]);
  s3.refuse('AccessDenied', { operation: 'GetObject' });
  expect(await look()).toEqual([
    expect.objectContaining({ hint: expect.stringContaining('allow s3:GetObject there') }),
  ]);
  const gone = { ...pictures, bucket: 'no-such-bucket' };
  const unknown = expect.objectContaining({ message: 'S3 knows no bucket no-such-bucket.' });
  expect(await look(gone)).toEqual([unknown]);
  for (const _ of ['HeadBucket', 'GetObject']) s3.expectRefusal('the scope is');
  vi.stubEnv('AWS_REGION', 'eu-west-9');
  expect(await look()).toEqual([
    {
      message: 'The bucket cat-logs is in another region.',
      hint: 'set AWS_REGION to its region',
    },
  ]);
  expect(await lookAtBucket({ pictures: undefined })).toBeNull();
});

it('serves from the bucket: whole, its head, a part, or nothing that the client has', async () => {
  const large = Buffer.alloc(1_200_000, 'cat');
  s3.put('prod/images/tom_00001.jpg', 'a small cat');
  s3.put('prod/images/big_00001.jpg', large);
  const { ask, app } = await serve();
  const whole = await ask('/images/tom_00001.jpg');
  expect([whole.status, whole.body, whole.headers['content-type']]).toEqual([
    ...[200, 'a small cat', 'image/jpeg'],
  ]);
  expect(whole.headers['cache-control']).toBe(forever);
  const { etag = '' } = whole.headers;
  const again = await ask('/images/tom_00001.jpg', { headers: { 'if-none-match': etag } });
  expect([again.status, s3.count('GetObject')]).toEqual([304, 1]);
  const big = '/images/big_00001.jpg';
  expect((await ask(big)).bytes.equals(large)).toBe(true);
  const part = await ask(big, { headers: { range: 'bytes=3-5' } });
  expect([part.status, part.body, part.headers['content-range']]).toEqual([
    ...[206, 'cat', 'bytes 3-5/1200000'],
  ]);
  const head = await ask(big, { method: 'HEAD' });
  expect([head.status, head.headers['content-length'], head.body]).toEqual([200, '1200000', '']);
  expect((await ask(big, { headers: { range: 'bytes=1200000-' } })).status).toBe(416);
  expect((await ask('/images/gone_0001.jpg')).status).toBe(404);
  const own = await ask('/images/wait_0001.jpg', { key: goodKey });
  expect([own.status, own.headers['cache-control']]).toEqual([404, 'no-store']);
  await app.close();
});

it('answers 503 while the bucket refuses, and leaves it alone when it is silent', async () => {
  s3.put('prod/images/tom_00001.jpg', 'a cat');
  const refused = await serve();
  s3.refuse('AccessDenied', { operation: 'HeadObject' });
  expect((await refused.ask('/images/tom_00001.jpg')).status).toBe(503);
  expect(refused.records.at(-1)).toMatchObject({ cause: 'vendor' });
  await refused.app.close();
  const { ask, app, breakers } = await serve(100);
  const asked = async () => (await ask('/images/tom_00001.jpg')).status;
  s3.fail('HeadObject', 'hang', { times: 'always' });
  for (let turn = 0; turn < 5; turn += 1) expect(await asked()).toBe(503);
  const before = s3.count('HeadObject');
  expect([await asked(), s3.count('HeadObject')]).toEqual([503, before]);
  // The disk beside it, which answers, is not left alone.
  expect(breakers.map(({ isOpen }) => isOpen)).toEqual([false, true]);
  await app.close();
});

/** The API with its pictures in the bucket, each call of which is waited for so long. */
async function serve(withinMs = 5000) {
  const data = fakeData();
  data.images = ['tom_00001', 'big_00001', 'gone_0001'].map((id, at) => image(id, at));
  const { position: _position, ownerId: _owner, ...waiting } = image('wait_0001', 0);
  data.uploads.push({
    ...{ ...waiting, accountId: 'account-1', subId: null, originalFilename: null },
    ...{ createdAt: 0, approved: false },
  });
  const breakers: Breaker[] = [];
  const { objects: store } = openPictures(bucket(), {
    ...{ directory: root, process: nameProcess(process.pid), now: Date.now },
    guard: (parts) =>
      createTimedObjects(parts, {
        ...{ withinMs, atOnce: 8, monotonic: () => 0 },
        onBreaker: (breaker) => void breakers.push(breaker),
      }),
  });
  return { ...(await openFakeApp({ data, store })), breakers };
}
