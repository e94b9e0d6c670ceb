import { createImagePublisher } from '../../jobs/publish-image.js';
import type { TwiceWorld } from './twice-world.js';

/** A storage that keeps who may see a file beside it. */
export async function publishTwice(): Promise<TwiceWorld<'image.publish'>> {
  const labels = new Map<string, string>();
  const picture = { extension: 'jpg', width: 99, isResized: true, isRemoved: false } as const;
  return {
    handler: createImagePublisher({
      store: { find: async (id) => ({ ...picture, id, isPublic: true }) },
      objects: {
        relabel: async (name, audience) => void labels.set(name, audience),
        remove: async (name) => void labels.delete(name),
      },
    }),
    payload: { imageId: 'shown_001' },
    effect: async () => [...labels],
    close: async () => {},
  };
}
