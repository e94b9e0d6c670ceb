import type { Clock } from '../../src/platform/host.js';
import { pictureFile } from '../features/images/index.js';
import type { PictureStore, StoredPicture } from '../features/pictures/store.js';
import type { MadeRendition, ObjectStore, PictureResizer } from '../ports.js';
import { audienceOf, labelFiles } from './label-files.js';
import { Hopeless, type JobHandlers } from './work-off.js';

/** What making smaller copies needs. */
export interface ResizeDeps {
  readonly store: Pick<PictureStore, 'find' | 'resized'>;
  readonly objects: ObjectStore;
  readonly resizer: PictureResizer;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Makes the smaller copies of an upload: first the files, labelled as the picture is, then the row that
 * says that they are there. Their names are the picture's, so whoever does it again finds them, and
 * labels them anew. A picture that was removed meanwhile leaves none of them.
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
    await keep({ store, objects, clock }, picture, await resizer.resize(bytes, picture, signal));
  };
  return resize;
}

async function keep(
  { store, objects, clock }: Omit<ResizeDeps, 'resizer'>,
  picture: StoredPicture,
  made: readonly MadeRendition[],
): Promise<void> {
  const audience = audienceOf(picture);
  const writes = await Promise.allSettled(
    made.map(({ name, bytes }) => objects.write(pictureFile(picture, name), bytes, audience)),
  );
  // Only when all have ended: a late one would bring back what is removed meanwhile.
  const written = writes.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
  // What was decided meanwhile was told of files that were not there yet, and one that was there says
  // what was true when it was written. Before the row: without it, whoever is killed does it again.
  const isPublic = (await store.find(picture.id))?.isPublic;
  if (written.includes(false) || isPublic !== picture.isPublic)
    await labelFiles({ store, objects }, picture.id);
  const names = made.map(({ name }) => name);
  if (!(await store.resized(picture.id, names, clock.now()))) {
    for (const name of names) await objects.remove(pictureFile(picture, name));
  }
}
