import { expect, it } from 'vitest';
import type { StoredPicture } from '../features/pictures/store.js';
import type { Audience, ObjectStore, PictureResizer } from '../ports.js';
import { createImageResizer } from './resize-image.js';

const context = { jobId: 1, signal: new AbortController().signal };
const sizes = ['med', 'thumb'] as const;

/** A picture whose copies are made in a storage that keeps who may see each file. */
function open(fails: (call: string) => boolean) {
  const labels = new Map<string, Audience>([['tom_00001.jpg', 'owner']]);
  const row = { isPublic: true, isResized: false };
  const find = async (): Promise<StoredPicture> => {
    return { id: 'tom_00001', extension: 'jpg', width: 99, isRemoved: false, ...row };
  };
  const attempt = (call: string) => {
    if (fails(call)) throw new Error(`no answer to ${call}`);
  };
  const objects: ObjectStore = {
    read: async () => Buffer.from('a cat'),
    size: async () => undefined,
    stream: async () => undefined,
    async write(name, _bytes, audience) {
      attempt(`write ${name}`);
      if (labels.has(name)) return false;
      labels.set(name, audience);
      return true;
    },
    async relabel(name, audience) {
      attempt(`relabel ${name}`);
      if (labels.has(name)) labels.set(name, audience);
    },
    remove: async (name) => void labels.delete(name),
  };
  const store = {
    find,
    async resized() {
      row.isResized = true;
      return true;
    },
  };
  const resizer: PictureResizer = {
    resize: async () => sizes.map((name) => ({ name, bytes: Buffer.from(name) })),
  };
  const resize = () =>
    createImageResizer({ store, objects, resizer, clock: { now: () => 1 } })(
      { imageId: 'tom_00001' },
      context,
    );
  return { row, labels: () => [...labels.values()], resize };
}

it('labels anew what an attempt left that wrote it when the picture was still public', async () => {
  let writes = 0;
  const { row, labels, resize } = open((call) => call.startsWith('write') && ++writes === 2);
  await expect(resize()).rejects.toThrow('no answer to write');
  expect([row.isResized, labels()]).toEqual([false, ['owner', 'public']]);
  // Rejected, and its withdrawal is long done when it is tried again.
  row.isPublic = false;
  await resize();
  expect([row.isResized, labels()]).toEqual([true, ['owner', 'owner', 'owner']]);
});

it('labels before it says that it is done, so that a label which fails is tried again', async () => {
  let relabels = 0;
  const { row, labels, resize } = open((call) => {
    // Rejected while the copies are written.
    if (call.startsWith('write')) row.isPublic = false;
    return call.startsWith('relabel') && ++relabels === 1;
  });
  await expect(resize()).rejects.toThrow('no answer to relabel');
  expect([row.isResized, labels()]).toEqual([false, ['owner', 'public', 'public']]);
  await resize();
  expect([row.isResized, labels()]).toEqual([true, ['owner', 'owner', 'owner']]);
});
