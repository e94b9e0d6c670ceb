import { blaming } from '../../failures/dependency.js';
import type { Audience, ObjectStore } from '../../ports.js';
import type { ObjectKind, Objects } from './objects.js';

/** Names a picture file may have: nothing that could lead out of its folder. */
const pictureName = /^(?:(?:thumb|small|med)\/)?[A-Za-z0-9_-]{1,64}\.(?:jpg|png|gif)$/;

/** What pictures need of objects. */
export type PictureParts = Pick<Objects, 'read' | 'size' | 'stream' | 'put' | 'relabel' | 'remove'>;

// As this API says it of the same files.
const cacheControls: Readonly<Record<Audience, string>> = {
  public: 'public, max-age=31536000, immutable',
  owner: 'private, no-store',
};

/** The picture files among all objects: `thumb/ebv.jpg` is `images/thumb/ebv.jpg`. */
export function createPictureObjects(objects: PictureParts): ObjectStore {
  return {
    read: ofPicture((key) => objects.read(key)),
    size: ofPicture((key) => objects.size(key)),
    stream: (name, part) => ofPicture((key) => objects.stream(key, part))(name),
    // Names are made here, never sent: the object's own check of keys is enough.
    write: (name, bytes, audience) =>
      blaming('objects', () => objects.put(`images/${name}`, bytes, kindOf(name, audience))),
    relabel: (name, audience) =>
      blaming('objects', () => objects.relabel(`images/${name}`, kindOf(name, audience))),
    remove: (name) => blaming('objects', () => objects.remove(`images/${name}`)),
  };
}

/** What is asked of a picture's object; undefined for a name that is none. */
function ofPicture<T>(ask: (key: string) => Promise<T | undefined>) {
  return async (name: string): Promise<T | undefined> =>
    pictureName.test(name) ? blaming('objects', () => ask(`images/${name}`)) : undefined;
}

function kindOf(name: string, audience: Audience): ObjectKind {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  const contentType = `image/${extension === 'jpg' ? 'jpeg' : extension}`;
  return { contentType, cacheControl: cacheControls[audience] };
}
