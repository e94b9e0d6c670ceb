export { exampleAttached, examplePicture } from './example.js';
export { ImageIndex } from './image-index.js';
export { filterOf } from './image-query.js';
export { ImageRows } from './image-row.js';
export { type MarkStores, marksOn, subIdOf } from './marks.js';
export {
  type PictureSize,
  pictureFile,
  pictureFiles,
  type RenditionName,
  readRenditions,
  renditionsText,
  renditionsWithin,
  renditionWidths,
} from './renditions.js';
export { getAnalysis, getImage, getImageBreeds, searchImages } from './routes.js';
export { imageParams, type OwnQuery, ownQuery, ownReply, size } from './schemas.js';
export { type ImageMemory, noSuchImage } from './service.js';
export { isUploadId } from './upload-id.js';

import { type Binding, bind, bindPrepared } from '../../http/binding.js';
import type { TimeTexts } from '../../http/time-texts.js';
import { prepareSearch, type SearchCaps } from './image-query.js';
import { OwnImages, type OwnStores } from './own-images.js';
import { getAnalysis, getImage, getImageBreeds, searchImages } from './routes.js';
import { type ImageMemory, ImageService } from './service.js';
import type { ImageStore } from './store.js';

/** What pictures are made of: all of them, and what accounts have and say of them. */
export interface ImageStores extends OwnStores {
  readonly images: ImageStore;
}

/** The routes of pictures with their handlers. */
export function bindImages(
  stores: ImageStores,
  memory: ImageMemory,
  times: TimeTexts,
  caps: SearchCaps,
): Binding[] {
  const service = new ImageService(stores.images, memory, times);
  const own = new OwnImages(stores, memory, times);
  return [
    bindPrepared(searchImages, (query) => prepareSearch(query, caps), {
      personal: (ask, accountId) => own.search(ask, accountId),
      indexed: (ask) => service.searchIndex(ask),
      load: (ask) => service.searchStore(ask),
    }),
    bind(getImage, {
      personal: (ask, accountId) => own.image(ask, accountId),
      known: ({ params }) => service.unknown(params.image_id),
      load: ({ params, query }) => service.image(params.image_id, query.size),
    }),
    bind(getImageBreeds, {
      personal: (ask, accountId) => own.breeds(ask, accountId),
      indexed: ({ params }) => service.breedsIndex(params.image_id),
      load: ({ params }) => service.breedsStore(params.image_id),
    }),
    bind(getAnalysis, {
      personal: (ask, accountId) => own.analysis(ask, accountId),
      known: ({ params }) => service.unknown(params.image_id),
      load: ({ params }) => service.analysis(params.image_id),
    }),
  ];
}
