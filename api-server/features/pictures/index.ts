export { getPicture, getRendition } from './routes.js';

import { type Binding, bind } from '../../http/binding.js';
import type { ObjectStore } from '../../ports.js';
import type { ImageIndex, PictureSize } from '../images/index.js';
import type { UploadStore } from '../uploads/store.js';
import { PictureFiles } from './picture-files.js';
import { getPicture, getRendition } from './routes.js';

/** The picture files with their handlers. A name reaches the store only if it is a picture's. */
export function bindPictures(
  objects: Pick<ObjectStore, 'read' | 'size' | 'stream'>,
  images: ImageIndex,
  uploads: Pick<UploadStore, 'find'>,
): Binding[] {
  const files = new PictureFiles(objects, images, uploads);
  const full: PictureSize = 'full';
  return [
    bind(getPicture, {
      personal: ({ params }, accountId) => files.own(params.file, full, accountId),
      known: ({ params }) => files.unknown(params.file, full),
      load: ({ params }) => files.read(params.file, full),
    }),
    bind(getRendition, {
      personal: ({ params }, accountId) => files.own(params.file, params.size, accountId),
      known: ({ params }) => files.unknown(params.file, params.size),
      load: ({ params }) => files.read(params.file, params.size),
    }),
  ];
}
