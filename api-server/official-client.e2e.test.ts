import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyPreparedData } from '../src/testing/prepared-data.js';
import { admin } from './testing/admin-process.js';
import { startSupervisor, type TestSupervisor } from './testing/start-supervisor.js';
import { testDataDir } from './testing/test-store.js';

// The official client as npm has it, unmodified, with every call it has, on a whole API of ours. Its
// ES module names no extensions, which Node refuses, so it is loaded as programs on Node load it.
type Client = typeof import('@thatapicompany/thecatapi');
const { TheCatAPI, Breed, Category } = createRequire(import.meta.url)(
  '@thatapicompany/thecatapi',
) as Client;

let dataDir: string;
let remove: () => Promise<void>;
let supervisor: TestSupervisor;
let cats: InstanceType<Client['TheCatAPI']>;
let host: string;

beforeAll(async () => {
  ({ dataDir, remove } = await testDataDir());
  await copyPreparedData(dataDir);
  const { key } = (await admin(dataDir, { op: 'key.create', name: 'client' })) as { key: string };
  supervisor = startSupervisor({ CATOPS_DATA_DIR: dataDir });
  const { url } = await supervisor.message('listening');
  host = `${url}/v1`;
  cats = new TheCatAPI(key, { host });
});
afterAll(async () => {
  supervisor.process.kill('SIGTERM');
  await supervisor.exited;
  await remove();
});

it('searches pictures, by breed and by category', async () => {
  const found = await cats.images.searchImages({ limit: 5, order: 'ASC', breeds: [Breed.BENGAL] });
  expect(found.length).toBeGreaterThan(0);
  for (const { breeds } of found) expect(breeds?.map(({ id }) => id)).toContain('beng');
  const random = await cats.images.getRandomImage({ hasBreeds: true, size: 'small' });
  expect(random?.url).toMatch(/^http:\/\/127\.0\.0\.1/);
  // Its HATS is 1 and its SUNGLASSES 4; ours are the other way round, and the README says so.
  const [dressed] = await cats.images.searchImages({ categories: [Category.HATS] });
  const names = dressed?.categories?.map((category) => category['name']);
  expect(names).toContain('sunglasses');
});

it('looks at one picture and its analysis', async () => {
  const [first] = await cats.images.searchImages({ limit: 1, order: 'ASC' });
  const id = first?.id ?? '';
  expect(await cats.images.getImage(id, { size: 'full' })).toMatchObject({ id });
  const [analysis] = await cats.images.getImageAnalysis(id);
  expect(analysis?.labels.length).toBeGreaterThan(0);
  await expect(cats.images.getImage('none')).rejects.toMatchObject({ statusCode: 400 });
});

it('uploads a picture, lists it and deletes it', async () => {
  const file = join(dataDir, 'tom.png');
  const picture = sharp({ create: { width: 60, height: 40, channels: 3, background: '#a63' } });
  await writeFile(file, await picture.png().toBuffer());
  const sent = await cats.images.uploadImage(createReadStream(file), 'user-7');
  expect(sent).toMatchObject({ originalFilename: 'tom.png', width: 60, height: 40 });
  const own = await cats.images.getImages({ limit: 10, subId: 'user-7' });
  expect(own).toMatchObject([{ id: sent.id, subId: 'user-7', createdAt: expect.any(Date) }]);
  await cats.images.deleteImage(sent.id);
  expect(await cats.images.getImages({ limit: 10 })).toEqual([]);
});

it('votes, reads votes and takes one back', async () => {
  const { id, message } = await cats.votes.addVote({ imageId: 'ebv', value: 1, subId: 'user-7' });
  expect(message).toBe('SUCCESS');
  expect(await cats.votes.getVotes('user-7')).toMatchObject([{ id, imageId: 'ebv', value: 1 }]);
  expect(await cats.votes.getVote(id)).toMatchObject({ id, createdAt: expect.any(Date) });
  expect(await cats.votes.deleteVote(id)).toEqual({ message: 'SUCCESS' });
  await expect(cats.votes.getVote(id)).rejects.toMatchObject({
    ...{ statusCode: 404, data: 'NOT_FOUND' },
  });
});

it('makes favourites, reads them and lets go of one', async () => {
  const { id } = await cats.favourites.addFavourite('ebv', 'user-7');
  expect(await cats.favourites.getFavourites()).toMatchObject([{ id, imageId: 'ebv' }]);
  expect(await cats.favourites.getFavourite(id)).toMatchObject({ id, subId: 'user-7' });
  await expect(cats.favourites.addFavourite('ebv', 'user-7')).rejects.toMatchObject({
    statusCode: 400,
  });
  expect(await cats.favourites.deleteFavourite(id)).toEqual({ message: 'SUCCESS' });
});

it('is told that its key is wrong', async () => {
  const stranger = new TheCatAPI('wrong', { host });
  await expect(stranger.votes.getVotes()).rejects.toMatchObject({ statusCode: 401 });
});
