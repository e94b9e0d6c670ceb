import type { Clock } from '../../src/platform/host.js';
import { pictureFile } from '../features/images/index.js';
import type { PictureStore } from '../features/pictures/store.js';
import type { ObjectStore, PictureResizer } from '../ports.js';
import { Hopeless, type JobHandlers } from './work-off.js';

/** What making smaller copies needs. */
export interface ResizeDeps {
  readonly store: Pick<PictureStore, 'find' | 'resized'>;
  readonly objects: ObjectStore;
  readonly resizer: PictureResizer;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Makes the smaller copies of an upload: first the files, then the row that says that they are there.
 * Their names are the picture's, so whoever does it again finds them and changes nothing. A picture
 * that was removed meanwhile leaves none of them.
 */
export function createImageResizer({ store, objects, resizer, clock }: ResizeDeps) {
  const resize: JobHandlers['image.resize'] = async ({ imageId }, { signal }) => {
    const picture = await store.find(imageId);
    if (!picture || picture.isRemoved || picture.isResized) return;
    const bytes = await objects.read(pictureFile(picture));
    if (!bytes) {
      if ((await store.find(imageId))?.isRemoved === false) throw new Hopeless('file-missing');
      return;
    }
    const made = await resizer.resize(bytes, picture, signal);
    for (const { name, bytes: smaller } of made) {
      await objects.write(pictureFile(picture, name), smaller);
    }
    const names = made.map(({ name }) => name);
    if (await store.resized(imageId, names, clock.now())) return;
    for (const name of names) await objects.remove(pictureFile(picture, name));
  };
  return resize;
}
