import type { ImageRecord } from '../../features/images/store.js';
import { createBoundedPool } from './bounded-pool.js';

/**
 * Works on so many pictures at once. Animations, which take seconds, have a lane of their own, so that
 * nobody's photograph waits behind one.
 */
export function createPictureLanes(atOnce: number) {
  const stills = createBoundedPool(atOnce);
  const animations = createBoundedPool(1);
  return <T>(kind: ImageRecord['extension'], work: () => Promise<T>): Promise<T> =>
    (kind === 'gif' ? animations : stills)(work);
}
