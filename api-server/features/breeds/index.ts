export { BreedIndex } from './breed-index.js';
export { getBreed, listBreeds, searchBreeds } from './routes.js';
export { breedParams } from './schemas.js';

import { type Binding, bind } from '../../http/binding.js';
import type { BreedIndex } from './breed-index.js';
import { getBreed, listBreeds, searchBreeds } from './routes.js';
import { BreedService } from './service.js';
import type { BreedStore } from './store.js';

/** The routes of breeds with their handlers. */
export function bindBreeds(store: BreedStore, index: BreedIndex, publicUrl: string): Binding[] {
  const service = new BreedService(store, index, publicUrl);
  return [
    bind(listBreeds, {
      known: (ask) => service.beyondTheEnd(ask),
      load: (ask) => service.list(ask),
    }),
    bind(searchBreeds, {
      indexed: (ask) => service.searchIndex(ask),
      load: (ask) => service.searchStore(ask),
    }),
    bind(getBreed, {
      known: ({ params }) => service.unknown(params.breed_id),
      load: ({ params, keyed }) => service.breed(params.breed_id, keyed),
    }),
  ];
}
