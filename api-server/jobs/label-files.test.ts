import { expect, it } from 'vitest';
import type { StoredPicture } from '../features/pictures/store.js';
import { labelFiles } from './label-files.js';

const kind = { id: 'tom_00001', extension: 'jpg', width: 99, isResized: true } as const;
const shown = { ...kind, isPublic: true, isRemoved: false };
const hidden = { ...shown, isPublic: false };
const removed = { ...hidden, isRemoved: true };

/** What becomes of the picture's own file while its row is found to be these, one after the other. */
async function told(...rows: (StoredPicture | undefined)[]) {
  const calls: string[] = [];
  const note = (call: string, name: string) => {
    if (name === 'tom_00001.jpg') calls.push(call);
  };
  await labelFiles(
    {
      store: { find: async () => rows.shift() },
      objects: {
        relabel: async (name, audience) => note(audience, name),
        remove: async (name) => note('removed', name),
      },
    },
    'tom_00001',
  );
  expect(rows).toEqual([]);
  return calls;
}

it('tells who may see the files, and tells it again when that is decided otherwise meanwhile', async () => {
  expect(await told(shown, shown)).toEqual(['public']);
  expect(await told(hidden, hidden)).toEqual(['owner']);
  expect(await told(shown, hidden, hidden)).toEqual(['public', 'owner']);
  expect(await told(hidden, shown, hidden, hidden)).toEqual(['owner', 'public', 'owner']);
});

it('leaves nothing of what is removed meanwhile, also of an account that is erased', async () => {
  expect(await told(shown, removed)).toEqual(['public', 'removed']);
  expect(await told(shown, undefined)).toEqual(['public', 'removed']);
  expect(await told(removed)).toEqual([]);
  expect(await told(undefined)).toEqual([]);
});
