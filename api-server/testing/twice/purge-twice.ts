import { createImagePurger, createRejectedPurger } from '../../jobs/purge-image.js';
import { openPictureWorld, type PictureWorld } from '../picture-world.js';
import type { TwiceWorld } from './twice-world.js';

const effectOf = (world: PictureWorld) => async () => [
  await world.db.selectFrom('images').selectAll().execute(),
  await world.db.selectFrom('audit').selectAll().execute(),
  await world.db.selectFrom('changes').selectAll().execute(),
  await world.db.selectFrom('jobs').select(['type', 'payload']).execute(),
  await world.files(),
];

/** An upload that its owner removed, and whose files are still there. */
export async function purgeTwice(): Promise<TwiceWorld<'image.purge'>> {
  const world = await openPictureWorld();
  await world.upload('purge_001', 300);
  await world.uploads.remove({ accountId: 'a1b2c3', id: 'purge_001' }, 1);
  return {
    handler: createImagePurger(world),
    payload: { imageId: 'purge_001' },
    effect: effectOf(world),
    close: world.close,
  };
}

/** An upload that was rejected in 1970. */
export async function purgeRejectedTwice(): Promise<TwiceWorld<'images.purge-rejected'>> {
  const world = await openPictureWorld();
  await world.upload('reject_01', 300);
  await world.db.updateTable('images').set({ review: 'rejected', reviewed_at: 1 }).execute();
  return {
    handler: createRejectedPurger({ ...world, keptMs: 86_400_000 }),
    payload: {},
    effect: effectOf(world),
    close: world.close,
  };
}
