import { createImageWithdrawal } from '../../jobs/withdraw-image.js';
import type { TwiceWorld } from './twice-world.js';

/** A CDN that does what has one name once. */
export async function withdrawTwice(): Promise<TwiceWorld<'image.withdraw'>> {
  const made = new Map<string, readonly string[]>();
  return {
    handler: createImageWithdrawal({
      store: { find: async () => undefined },
      objects: { relabel: async () => {}, remove: async () => {} },
      cdn: { forget: async (paths, name) => void made.set(name, paths) },
    }),
    payload: { imageId: 'gone_0001' },
    effect: async () => [...made],
    close: async () => {},
  };
}
