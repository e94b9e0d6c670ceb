import { readFile } from 'node:fs/promises';
import type { AdminReply, AdminRequest } from '../../src/contracts/admin-process.js';
import { CatopsError, systemErrorCode } from '../../src/platform/errors.js';
import type { DataPaths } from '../infra/data-paths.js';
import type { Db } from '../infra/sql/tables.js';
import { findImage, toReviewRow } from './review-images.js';

type Ask = Extract<AdminRequest, { op: 'image.look' }>;

/** A picture as few pixels, for a terminal: it fits into width and height, in its proportion. */
export async function lookAtImage(
  db: Db,
  paths: DataPaths,
  { id, frame, width, height }: Ask,
): Promise<AdminReply<'image.look'>> {
  const { file } = toReviewRow(await findImage(db, id), paths);
  const bytes = await readFile(file).catch((cause: unknown) => {
    if (systemErrorCode(cause) !== 'ENOENT') throw cause;
    throw new CatopsError('usage-invalid', `The file of the picture is gone: ${file}.`, { cause });
  });
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(bytes, { page: frame })
    .resize({ width, height, fit: 'inside' })
    .flatten({ background: '#888' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data.toString('base64') };
}
