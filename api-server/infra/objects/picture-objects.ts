import { blaming } from '../../failures/dependency.js';
import type { ObjectStore } from '../../ports.js';
import type { Objects } from './objects.js';

/** Names a picture file may have: nothing that could lead out of its folder. */
const pictureName = /^(?:(?:thumb|small|med)\/)?[A-Za-z0-9_-]{1,64}\.(?:jpg|png|gif)$/;

/** The picture files among all objects: `thumb/ebv.jpg` is `images/thumb/ebv.jpg`. */
export function createPictureObjects(
  objects: Pick<Objects, 'read' | 'size' | 'stream' | 'put' | 'remove'>,
): ObjectStore {
  return {
    read: ofPicture((key) => objects.read(key)),
    size: ofPicture((key) => objects.size(key)),
    stream: (name, part) => ofPicture((key) => objects.stream(key, part))(name),
    // Names are made here, never sent: the object's own check of keys is enough.
    write: (name, bytes) =>
      blaming('objects', () => objects.put(`images/${name}`, bytes, { contentType: typeOf(name) })),
    remove: (name) => blaming('objects', () => objects.remove(`images/${name}`)),
  };
}

/** What is asked of a picture's object; undefined for a name that is none. */
function ofPicture<T>(ask: (key: string) => Promise<T | undefined>) {
  return async (name: string): Promise<T | undefined> =>
    pictureName.test(name) ? blaming('objects', () => ask(`images/${name}`)) : undefined;
}

function typeOf(name: string): string {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return `image/${extension === 'jpg' ? 'jpeg' : extension}`;
}
