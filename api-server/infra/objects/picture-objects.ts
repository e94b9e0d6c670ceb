import { blaming } from '../../failures/dependency.js';
import type { ObjectStore } from '../../ports.js';
import type { Objects } from './objects.js';

/** Names a picture file may have: nothing that could lead out of its folder. */
const pictureName = /^(?:(?:thumb|small|med)\/)?[A-Za-z0-9_-]{1,64}\.(?:jpg|png|gif)$/;

/** The picture files among all objects: `thumb/ebv.jpg` is `images/thumb/ebv.jpg`. */
export function createPictureObjects(
  objects: Pick<Objects, 'read' | 'put' | 'remove'>,
): ObjectStore {
  return {
    read: async (name) =>
      pictureName.test(name) ? blaming('objects', () => objects.read(`images/${name}`)) : undefined,
    // Names are made here, never sent: the object's own check of keys is enough.
    write: (name, bytes) =>
      blaming('objects', () => objects.put(`images/${name}`, bytes, { contentType: typeOf(name) })),
    remove: (name) => blaming('objects', () => objects.remove(`images/${name}`)),
  };
}

function typeOf(name: string): string {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return `image/${extension === 'jpg' ? 'jpeg' : extension}`;
}
