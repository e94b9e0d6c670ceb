import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { judge } from '../features/analysis/index.js';
import { createSqlAnalysisStore } from '../features/analysis/sql-store.js';
import { createSqlImageStore } from '../features/images/sql-store.js';
import { createSqlUploadStore } from '../features/uploads/sql-store.js';
import { dataPaths } from '../infra/data-paths.js';
import { createSqlChangeFeed } from '../infra/sql/change-feed.js';
import type { Db } from '../infra/sql/tables.js';
import { addUpload } from '../testing/add-upload.js';
import { picturesIn } from '../testing/picture-world.js';
import { openTestDatabase, type TestDatabase } from '../testing/test-database.js';
import { lookAtImage } from './look-at-image.js';
import { queueImages } from './queue-images.js';
import { listImages, reviewImage } from './review-images.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

const paths = dataPaths('/data');
const now = Date.UTC(2018, 10, 15);
const upload = (id: string, createdAt: number) => uploadTo(test.db, id, createdAt);
const uploadTo = (db: Db, id: string, createdAt: number) =>
  addUpload(createSqlUploadStore(db), {
    ...{ id, accountId: 'a1b2c3', subId: null, extension: 'png', width: 9, height: 8 },
    ...{
      breedIds: [],
      categoryIds: [],
      renditions: [],
      originalFilename: 'tom.png',
      createdAt,
      approved: false,
    },
  });
const list = (state: 'waiting' | 'approved' | 'rejected', limit = 10) =>
  listImages(test.db, paths, { op: 'image.list', state, limit });
const review = (
  id: string,
  verdict: 'approved' | 'rejected',
  { reason = null, dryRun = false }: { reason?: string | null; dryRun?: boolean } = {},
) => reviewImage(test.db, paths, { op: 'image.review', id, verdict, reason, dryRun }, now);
const seen = async () => (await createSqlImageStore(test.db).all()).map(({ id }) => id);

it('shows in the order of approval what was approved, and takes back what was rejected', async () => {
  await upload('second_01', now);
  await upload('first_001', now - 5000);
  const waiting = await list('waiting', 1);
  const pictures = { kind: 's3', bucket: 'cats', prefix: 'prod/' } as const;
  const inBucket = dataPaths('/data', pictures);
  const asked = { op: 'image.list', state: 'waiting', limit: 1 } as const;
  expect((await listImages(test.db, inBucket, asked)).images[0]?.file).toBe(
    's3://cats/prod/images/first_001.png',
  );
  expect([waiting.total, waiting.images]).toEqual([
    2,
    [
      {
        ...{ id: 'first_001', accountId: 'a1b2c3', state: 'waiting', width: 9, height: 8 },
        ...{ originalFilename: 'tom.png', createdAt: '2018-11-14T23:59:55.000Z' },
        ...{ reviewedAt: null, reason: null, file: '/data/objects/images/first_001.png' },
      },
    ],
  ]);
  expect(await seen()).toEqual([]);
  const feed = createSqlChangeFeed(test.db);
  const before = await feed.latest();
  expect(await review('second_01', 'approved', { dryRun: true })).toMatchObject({ changed: true });
  expect([await seen(), await feed.latest()]).toEqual([[], before]);
  const approved = await review('second_01', 'approved');
  expect(approved).toMatchObject({
    ...{ changed: true, row: { state: 'approved', reviewedAt: '2018-11-15T00:00:00.000Z' } },
  });
  expect(await review('second_01', 'approved')).toMatchObject({ changed: false });
  await review('first_001', 'approved');
  expect(await seen()).toEqual(['second_01', 'first_001']);
  await review('second_01', 'rejected', { reason: 'a dog' });
  expect(await seen()).toEqual(['first_001']);
  expect(await list('rejected')).toMatchObject({ total: 1, images: [{ reason: 'a dog' }] });
  await review('second_01', 'approved');
  expect(await seen()).toEqual(['first_001', 'second_01']);
  const told = await feed.since(before, 100);
  expect(told.map(({ subject }) => subject)).toEqual([
    ...['second_01', 'first_001', 'second_01', 'second_01'],
  ]);
});

it('refuses what is not there, or was removed, in a sentence', async () => {
  await upload('removed_1', now);
  await createSqlUploadStore(test.db).remove({ accountId: 'a1b2c3', id: 'removed_1' }, now);
  for (const id of ['removed_1', 'none\u001b[31m']) {
    await expect(review(id, 'approved')).rejects.toMatchObject({
      ...{ code: 'image-unknown', hint: 'catops images list' },
    });
  }
  expect((await list('waiting')).total).toBe(0);
});

it('queues what waits by what was found in it, and shows it as few pixels', async () => {
  const root = await mkdtemp(join(tmpdir(), 'catops-queue-'));
  const own = dataPaths(root);
  await mkdir(own.images, { recursive: true });
  const { db, close } = await openTestDatabase();
  const found = (cat: number, face = 0) => ({
    ...{ moderationLabels: [], text: [] },
    labels: [{ Name: 'Cat', Confidence: cat, Instances: [], Parents: [{ Name: 'Animal' }] }],
    faces: [{ Confidence: face, BoundingBox: { Left: 0, Top: 0, Width: 0.1, Height: 0.1 } }],
  });
  const seen = { dog: found(0), cat_: found(50), tom: found(90), man: found(90, 65), none: null };
  for (const [name, findings] of Object.entries(seen)) {
    const id = name.padEnd(9, '_');
    await addUpload(createSqlUploadStore(db), {
      ...{ id, accountId: 'a1b2c3', subId: null, extension: 'png', width: 9, height: 8 },
      ...{
        breedIds: [],
        categoryIds: [],
        renditions: [],
        originalFilename: null,
        createdAt: now,
        approved: false,
      },
    });
    if (findings === null) continue;
    const evidence = judge('embedded', [{ frame: 0, findings }]);
    const keeping = { imageId: id, evidence, document: {}, decision: null };
    await createSqlAnalysisStore(db).keep(keeping, now);
  }
  const queue = (id: string | null = null, limit = 10) =>
    queueImages(db, own, { op: 'image.queue', id, limit });
  const { images, total } = await queue();
  expect(images.map(({ id, evidence }) => [id.replaceAll('_', ''), evidence?.verdict])).toEqual([
    ...[
      ['tom', 'fit'],
      ['cat', 'fit'],
      ['man', 'unsure'],
    ],
    ...[
      ['none', undefined],
      ['dog', 'unfit'],
    ],
  ]);
  expect([total, (await queue(null, 2)).images.length]).toEqual([5, 2]);
  expect((await queue('man______')).images[0]?.evidence?.reasons).toEqual([
    { code: 'face', certain: false, says: 'A human face (65 %)' },
  ]);
  await expect(queue('nobody___')).rejects.toMatchObject({ code: 'image-unknown' });

  const raw = { width: 40, height: 10, channels: 3 } as const;
  const file = await sharp(Buffer.alloc(1200, 200), { raw }).png().toBuffer();
  const look = { op: 'image.look', id: 'tom______', frame: 0, width: 20, height: 20 } as const;
  await expect(lookAtImage(db, picturesIn(root), look)).rejects.toMatchObject({
    code: 'local-store-unwritable',
    message: expect.stringContaining('The file of the picture is gone'),
  });
  const removedMeanwhile = {
    read: async () => {
      await createSqlUploadStore(db).remove({ accountId: 'a1b2c3', id: 'cat______' }, now);
      return undefined;
    },
  };
  await expect(
    lookAtImage(db, removedMeanwhile, { ...look, id: 'cat______' }),
  ).rejects.toMatchObject({ code: 'image-unknown' });
  await writeFile(join(own.images, 'tom______.png'), file);
  const { width, height, pixels } = await lookAtImage(db, picturesIn(root), look);
  expect([width, height]).toEqual([20, 5]);
  expect(Buffer.from(pixels, 'base64')).toEqual(Buffer.alloc(300, 200));
  await close();
  await rm(root, { recursive: true, force: true });
});

it('says where the file of an upload is that came before there was a bucket', async () => {
  const root = await mkdtemp(join(tmpdir(), 'catops-queue-'));
  const own = dataPaths(root, { kind: 's3', bucket: 'cats', prefix: 'prod/' });
  await mkdir(own.images, { recursive: true });
  await writeFile(join(own.images, 'before_01.png'), 'a cat');
  const { db, close } = await openTestDatabase();
  for (const id of ['before_01', 'after_001']) await uploadTo(db, id, now);
  const { images } = await listImages(db, own, { op: 'image.list', state: 'waiting', limit: 9 });
  expect(images.map(({ file }) => file).sort()).toEqual(
    [join(own.images, 'before_01.png'), 's3://cats/prod/images/after_001.png'].sort(),
  );
  await close();
  await rm(root, { recursive: true });
});
