import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dataPaths } from '../infra/data-paths.js';
import { createSqlChangeFeed } from '../infra/sql/change-feed.js';
import { readConfig } from '../read-config.js';
import { builtFile } from '../testing/built.js';
import { smallSeed, testDataDir } from '../testing/test-store.js';
import { withStore } from './open-store.js';
import { runRequest } from './run-request.js';
import type { Seed } from './seed.js';

let dataDir: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ dataDir, remove } = await testDataDir());
});
afterEach(() => remove());

const config = () => readConfig({ CATOPS_DATA_DIR: dataDir });
const threadFile = builtFile('api-server/sqlite-thread.js');
const lines: string[] = [];
const ask = (
  op: 'prepare' | 'key.first' | 'key.seen' | 'key.list',
  seed = smallSeed(),
  seedPictures = 360,
) =>
  runRequest(
    {
      ...{ config: { ...config(), seedPictures }, threadFile, clock: { now: () => Date.now() } },
      progress: (line) => lines.push(line),
      loadSeed: async () => seed,
    },
    { op },
  );
/** As a start does that shows the key it was given. */
const prepare = async (seed: Seed, seedPictures = 360) => {
  const reply = await ask('prepare', seed, seedPictures);
  if (Object.hasOwn(reply as object, 'firstKey')) await ask('key.seen');
  return reply;
};
const images = () => dataPaths(dataDir).images;
const counts = () =>
  withStore({ config: config(), threadFile }, async (db) => {
    const size = async (table: 'images' | 'accounts' | 'analyses' | 'image_breeds') =>
      (await db.selectFrom(table).selectAll().execute()).length;
    return {
      images: await size('images'),
      analyses: await size('analyses'),
      breeds: await size('image_breeds'),
      accounts: await size('accounts'),
      changes: await createSqlChangeFeed(db).latest(),
    };
  });

/** Pictures that are there, each with its smaller copy. */
const drawn = async () => {
  const names = (await readdir(images())).filter((name) => name.startsWith('pic')).sort();
  expect((await readdir(join(images(), 'thumb'))).sort()).toEqual(names);
  return names;
};

const removeDatabase = async () => {
  const { root, database } = dataPaths(dataDir);
  const files = (await readdir(root)).map((name) => join(root, name));
  for (const file of files.filter((each) => each.startsWith(database))) await rm(file);
};

it('fills an empty store once, and gives the first key once', async () => {
  expect(await prepare(smallSeed())).toEqual({
    seeded: true,
    firstKey: expect.stringMatching(/^live_[A-Za-z0-9]{64}$/),
  });
  const filled = { images: 5, analyses: 5, breeds: 5, accounts: 1, changes: 8 };
  expect(await counts()).toEqual(filled);
  expect(await prepare(smallSeed())).toEqual({ seeded: false });
  expect(await counts()).toEqual(filled);
  expect(await drawn()).toEqual(['pic0.jpg', 'pic1.jpg', 'pic2.jpg', 'pic3.jpg', 'pic4.jpg']);
});

it('gives another key until one was shown, and says that it can', async () => {
  const key = expect.stringMatching(/^live_[A-Za-z0-9]{64}$/);
  expect(await ask('prepare')).toEqual({ seeded: true, firstKey: key });
  const unseen = { firstKeyUnseen: true };
  expect(await ask('prepare')).toEqual({ seeded: false, ...unseen });
  expect(await ask('prepare', smallSeed('2'))).toEqual({ seeded: true, ...unseen });
  expect(await ask('key.first')).toEqual({ key });
  expect(await ask('prepare', smallSeed('2'))).toEqual({ seeded: false, ...unseen });
  expect(await ask('key.seen')).toEqual({ noted: true });
  expect(await ask('key.seen')).toEqual({ noted: false });
  expect(await ask('key.first')).toEqual({ key: null });
  expect(await ask('prepare', smallSeed('2'))).toEqual({ seeded: false });
  const { keys } = (await ask('key.list')) as { keys: { name: string; accountId: string }[] };
  expect(keys.map(({ name }) => name)).toEqual(['first account', 'first account']);
  expect(new Set(keys.map(({ accountId }) => accountId)).size).toBe(1);
  expect((await counts()).accounts).toBe(1);
});

it('keeps the directories to their owner', async () => {
  await prepare(smallSeed());
  const { root, accessLog } = dataPaths(dataDir);
  for (const directory of [root, images(), accessLog]) {
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  }
});

it('is run by several at once, and only one gives a key', async () => {
  const replies = await Promise.all(Array.from({ length: 4 }, () => prepare(smallSeed())));
  expect(replies.filter((reply) => Object.hasOwn(reply as object, 'firstKey'))).toHaveLength(1);
  expect((await counts()).images).toBe(5);
  expect(await drawn()).toEqual(['pic0.jpg', 'pic1.jpg', 'pic2.jpg', 'pic3.jpg', 'pic4.jpg']);
});

it('completes what another run left half done', async () => {
  const broken = smallSeed();
  const failing = { ...broken.pictures[3], draw: () => Promise.reject(new Error('killed')) };
  const pictures = broken.pictures.with(3, failing as (typeof broken.pictures)[number]);
  await expect(prepare({ ...broken, pictures })).rejects.toThrow('killed');
  expect((await counts()).images).toBe(0);
  expect(await prepare(smallSeed())).toMatchObject({ seeded: true });
  expect((await counts()).images).toBe(5);
});

it('takes in another version: new files, new rows, the same places and the same accounts', async () => {
  await prepare(smallSeed());
  expect(await prepare(smallSeed('2', 7))).toEqual({ seeded: true });
  expect(await counts()).toMatchObject({ images: 7, analyses: 7, breeds: 7, accounts: 1 });
  expect(await readFile(join(images(), 'pic0.jpg'), 'utf8')).toBe('pic0 of 2');
  const positions = await withStore({ config: config(), threadFile }, (db) =>
    db.selectFrom('images').select(['id', 'position']).orderBy('position').execute(),
  );
  expect(positions.map(({ id, position }) => `${id}:${position}`).join()).toBe(
    'pic0:1,pic1:2,pic2:3,pic3:4,pic4:5,pic5:6,pic6:7',
  );
});

it('gives a new store as many pictures as are wanted, and the others when they are', async () => {
  const names = async () => (await drawn()).join();
  expect(await prepare(smallSeed(), 3)).toMatchObject({ seeded: true });
  expect([await counts(), await names()]).toMatchObject([
    { images: 3 },
    'pic0.jpg,pic1.jpg,pic2.jpg',
  ]);
  expect(await prepare(smallSeed(), 3)).toEqual({ seeded: false });
  expect(await prepare(smallSeed())).toEqual({ seeded: true });
  expect(await counts()).toMatchObject({ images: 5, analyses: 5, breeds: 5 });
  // What has been taken in stays, with its file.
  await rm(join(images(), 'pic4.jpg'));
  expect(await prepare(smallSeed(), 3)).toEqual({ seeded: false });
  expect(await names()).toBe('pic0.jpg,pic1.jpg,pic2.jpg,pic3.jpg,pic4.jpg');
  expect((await counts()).images).toBe(5);
});

it.each([
  ['the same version', '1', 3, false, 4],
  ['another version', '2', 3, true, 4],
  ['another version, and all were there', '2', 5, true, 5],
])(
  'never takes fewer pictures than the store has, of %s',
  async (_, version, before, seeded, now) => {
    await prepare(smallSeed(), before);
    await prepare(smallSeed(), 4);
    expect(await prepare(smallSeed(version), 3)).toEqual({ seeded });
    const texts = (await drawn()).map((name) => readFile(join(images(), name), 'utf8'));
    const wanted = Array.from({ length: now }, (_, at) => `pic${at} of ${version}`);
    expect([await Promise.all(texts), (await counts()).images]).toEqual([wanted, now]);
    expect(await prepare(smallSeed(version), 3)).toEqual({ seeded: false });
  },
);

it('draws nothing again for another database, but by another version', async () => {
  await prepare(smallSeed());
  const drawn = join(images(), 'pic2.jpg');
  await writeFile(drawn, 'as it was drawn');
  await removeDatabase();
  expect(await prepare(smallSeed())).toMatchObject({ seeded: true });
  expect(await counts()).toMatchObject({ images: 5, analyses: 5 });
  expect(await readFile(drawn, 'utf8')).toBe('as it was drawn');
  await removeDatabase();
  await prepare(smallSeed('2'));
  expect(await readFile(drawn, 'utf8')).toBe('pic2 of 2');
});

it('draws all again after it was killed while it drew another version', async () => {
  await prepare(smallSeed());
  const next = smallSeed('2');
  const failing = { ...next.pictures[3], draw: () => Promise.reject(new Error('killed')) };
  const pictures = next.pictures.with(3, failing as (typeof next.pictures)[number]);
  await expect(prepare({ ...next, pictures })).rejects.toThrow('killed');
  expect(await prepare(smallSeed())).toEqual({ seeded: false });
  expect(await readFile(join(images(), 'pic0.jpg'), 'utf8')).toBe('pic0 of 1');
});

it('draws the version that another machine has filled the database with', async () => {
  await prepare(smallSeed());
  const mine = await readFile(join(images(), 'pic0.jpg'));
  await prepare(smallSeed('2'));
  // As on a machine that slept over it: its own files, and what they were drawn for.
  await writeFile(join(images(), 'pic0.jpg'), mine);
  await writeFile(dataPaths(dataDir).drawnVersion, '1');
  expect(await prepare(smallSeed('2'))).toEqual({ seeded: false });
  expect(await readFile(join(images(), 'pic0.jpg'), 'utf8')).toBe('pic0 of 2');
});

it('draws again what was deleted, and clears away what a killed run left', async () => {
  await prepare(smallSeed());
  await rm(join(images(), 'pic2.jpg'));
  const leftover = join(images(), 'pic2.jpg.x.tmp');
  await writeFile(leftover, 'half');
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(leftover, longAgo, longAgo);
  await prepare(smallSeed());
  expect(await readFile(join(images(), 'pic2.jpg'), 'utf8')).toBe('pic2 of 1');
  expect(await drawn()).toEqual(['pic0.jpg', 'pic1.jpg', 'pic2.jpg', 'pic3.jpg', 'pic4.jpg']);
});

it('says what is in the way of the directory', async () => {
  await writeFile(dataDir, 'a file');
  await expect(prepare(smallSeed())).rejects.toMatchObject({
    code: 'local-store-unwritable',
    message: expect.stringContaining(dataDir),
    hint: expect.stringContaining('CATOPS_DATA_DIR'),
  });
});

it('says that the database file is none', async () => {
  await prepare(smallSeed());
  const { database } = dataPaths(dataDir);
  await writeFile(database, 'not a database, but long enough to be taken for one '.repeat(40));
  await expect(prepare(smallSeed())).rejects.toMatchObject({ code: 'local-store-unwritable' });
});
