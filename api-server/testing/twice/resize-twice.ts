import { createSharpResizer } from '../../infra/pictures/sharp-resizer.js';
import { createImageResizer } from '../../jobs/resize-image.js';
import { openPictureWorld } from '../picture-world.js';
import type { TwiceWorld } from './twice-world.js';

/** An upload whose smaller copies are not made: its row, its files, and what processes are told. */
export async function resizeTwice(): Promise<TwiceWorld<'image.resize'>> {
  const world = await openPictureWorld();
  await world.upload('resize_01', 300);
  const resizer = createSharpResizer({ atOnce: 1, confine: false });
  return {
    handler: createImageResizer({ ...world, resizer }),
    payload: { imageId: 'resize_01' },
    effect: async () => [
      await world.db.selectFrom('images').selectAll().execute(),
      await world.db.selectFrom('changes').selectAll().execute(),
      await world.files(),
    ],
    close: world.close,
  };
}
