import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSharpResizer } from '../infra/pictures/sharp-resizer.js';
import type { PictureResizer } from '../ports.js';
import { openPictureWorld, type PictureWorld } from '../testing/picture-world.js';
import { createImageResizer } from './resize-image.js';

let world: PictureWorld;
beforeEach(async () => {
  world = await openPictureWorld();
});
afterEach(() => world.close());

const context = { jobId: 1, signal: new AbortController().signal };
const sharpResizer = createSharpResizer({ atOnce: 1, confine: false });
const resize = (imageId: string, resizer: PictureResizer = sharpResizer) =>
  createImageResizer({ ...world, resizer })({ imageId }, context);
const find = (id: string) => world.uploads.find({ accountId: 'a1b2c3', id });

it('is queued with the upload, and makes the copies that are much narrower than the picture', async () => {
  await world.upload('wide_0001', 800);
  await world.upload('small_001', 100);
  const queued = await world.db.selectFrom('jobs').select(['type', 'payload']).execute();
  expect(queued).toContainEqual({ type: 'image.resize', payload: '{"imageId":"wide_0001"}' });
  await resize('wide_0001');
  await resize('small_001');
  expect((await find('wide_0001'))?.renditions).toEqual(['med', 'small', 'thumb']);
  expect(await world.store.find('small_001')).toMatchObject({ isResized: true });
  expect(await world.files()).toEqual([
    ...['med/wide_0001.jpg', 'small/wide_0001.jpg', 'small_001.jpg'],
    ...['thumb/wide_0001.jpg', 'wide_0001.jpg'],
  ]);
});

it('leaves no copy of a picture that was removed while they were made', async () => {
  await world.upload('gone_0001', 800);
  const removing: PictureResizer = {
    async resize(...ask) {
      await world.uploads.remove({ accountId: 'a1b2c3', id: 'gone_0001' }, 1);
      await world.objects.remove('gone_0001.jpg');
      return sharpResizer.resize(...ask);
    },
  };
  await resize('gone_0001', removing);
  expect(await world.files()).toEqual([]);
  await resize('gone_0001');
  await resize('never_001');
  expect(await world.files()).toEqual([]);
});

it('is done again after it was broken off between two copies', async () => {
  await world.upload('torn_0001', 800);
  const { objects } = world;
  const failing = { ...objects, write: objects.write };
  failing.write = async (name, ...file) => {
    if (name.startsWith('thumb/')) throw new Error('killed');
    return objects.write(name, ...file);
  };
  const broken = createImageResizer({ ...world, objects: failing, resizer: sharpResizer });
  await expect(broken({ imageId: 'torn_0001' }, context)).rejects.toThrow('killed');
  expect((await find('torn_0001'))?.renditions).toEqual([]);
  await resize('torn_0001');
  expect((await find('torn_0001'))?.renditions).toHaveLength(3);
});

it('is given up at once when the file of a picture is lost', async () => {
  await world.upload('lost_0001', 800);
  await world.objects.remove('lost_0001.jpg');
  await expect(resize('lost_0001')).rejects.toMatchObject({ code: 'file-missing' });
});
