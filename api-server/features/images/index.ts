export { ImageIndex } from './image-index.js';
export { ImageRows } from './image-row.js';
export { getAnalysis, getImage, searchImages } from './routes.js';

import { type Binding, bind, bindPrepared } from '../../http/binding.js';
import type { TimeTexts } from '../../http/time-texts.js';
import { prepareSearch } from './image-query.js';
import { getAnalysis, getImage, searchImages } from './routes.js';
import { type ImageMemory, ImageService } from './service.js';
import type { ImageStore } from './store.js';

/** The routes of pictures with their handlers. */
export function bindImages(store: ImageStore, memory: ImageMemory, times: TimeTexts): Binding[] {
  const service = new ImageService(store, memory, times);
  return [
    bindPrepared(searchImages, prepareSearch, {
      indexed: (ask) => service.searchIndex(ask),
      load: (ask) => service.searchStore(ask),
    }),
    bind(getImage, {
      known: ({ params }) => service.unknown(params.image_id),
      load: ({ params }) => service.image(params.image_id),
    }),
    bind(getAnalysis, {
      known: ({ params }) => service.unknown(params.image_id),
      load: ({ params }) => service.analysis(params.image_id),
    }),
  ];
}
