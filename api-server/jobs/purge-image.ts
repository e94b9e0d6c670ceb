import type { Clock } from '../../src/platform/host.js';
import { pictureFiles } from '../features/images/index.js';
import type { PictureStore } from '../features/pictures/store.js';
import type { ObjectStore } from '../ports.js';
import type { JobHandlers } from './work-off.js';

/**
 * Removes the files of a picture that was removed: itself and its smaller copies. Whoever does it again
 * finds none.
 */
export function createImagePurger({
  store,
  objects,
}: {
  readonly store: Pick<PictureStore, 'find'>;
  readonly objects: Pick<ObjectStore, 'remove'>;
}) {
  const purge: JobHandlers['image.purge'] = async ({ imageId }) => {
    const picture = await store.find(imageId);
    // One that is there has been brought back by somebody; of an erased account its files went first.
    if (!picture?.isRemoved) return;
    for (const name of pictureFiles(picture)) await objects.remove(name);
  };
  return purge;
}

/** What removing rejected pictures needs. */
export interface PurgeDeps {
  readonly store: Pick<PictureStore, 'removeRejected'>;
  readonly clock: Pick<Clock, 'now'>;
  /** How long a picture is kept that was rejected, milliseconds. */
  readonly keptMs: number;
}

const atOnce = 200;

/** Removes pictures for good that were rejected long enough ago, each with a row that says so. */
export function createRejectedPurger({ store, clock, keptMs }: PurgeDeps) {
  const purge: JobHandlers['images.purge-rejected'] = async (_payload, { signal }) => {
    const now = clock.now();
    while ((await store.removeRejected(now - keptMs, now, atOnce)) === atOnce) {
      signal.throwIfAborted();
    }
  };
  return purge;
}
