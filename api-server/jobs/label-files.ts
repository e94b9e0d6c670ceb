import { pictureFiles } from '../features/images/index.js';
import type { PictureStore, StoredPicture } from '../features/pictures/store.js';
import type { Audience, ObjectStore } from '../ports.js';

/** What telling the storage needs. */
export interface LabelDeps {
  readonly store: Pick<PictureStore, 'find'>;
  readonly objects: Pick<ObjectStore, 'relabel' | 'remove'>;
}

/** What a picture of which everybody may see the files is, and all others. */
export function audienceOf({ isPublic }: Pick<StoredPicture, 'isPublic'>): Audience {
  return isPublic ? 'public' : 'owner';
}

/**
 * Tells the storage who may see the files of a picture. What is decided meanwhile is told too, so of
 * several that do this at once the last to end leaves what is true; and none brings back a file that
 * was removed while it was relabelled.
 */
export async function labelFiles({ store, objects }: LabelDeps, imageId: string): Promise<void> {
  let picture = await store.find(imageId);
  while (picture && !picture.isRemoved) {
    const names = pictureFiles(picture);
    const { isPublic } = picture;
    for (const name of names) await objects.relabel(name, audienceOf(picture));
    picture = await store.find(imageId);
    if (picture?.isRemoved === false && picture.isPublic === isPublic) return;
    if (picture?.isRemoved !== false) for (const name of names) await objects.remove(name);
  }
}
