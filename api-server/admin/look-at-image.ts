import type { AdminReply, AdminRequest } from '../../src/contracts/admin-process.js';
import { CatopsError } from '../../src/platform/errors.js';
import { pictureFile } from '../features/images/index.js';
import type { Db } from '../infra/sql/tables.js';
import type { ObjectStore } from '../ports.js';
import { findImage } from './review-images.js';

type Ask = Extract<AdminRequest, { op: 'image.look' }>;

/**
 * A picture as few pixels, for a terminal: it fits into width and height, in its proportion. Throws
 * `image-unknown`, or `local-store-unwritable` when its file is not where it should be.
 */
export async function lookAtImage(
  db: Db,
  objects: Pick<ObjectStore, 'read'>,
  { id, frame, width, height }: Ask,
): Promise<AdminReply<'image.look'>> {
  const name = pictureFile(await findImage(db, id));
  const bytes = await objects.read(name);
  if (!bytes) {
    // Its file goes after it: it may have been removed just now.
    await findImage(db, id);
    throw new CatopsError('local-store-unwritable', `The file of the picture is gone: ${name}.`, {
      hint: `set CATOPS_DATA_DIR and CATOPS_PICTURES as for catops up; if it is lost: catops images reject ${id}`,
    });
  }
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(bytes, { page: frame })
    .resize({ width, height, fit: 'inside' })
    .flatten({ background: '#888' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data.toString('base64') };
}
