export { addFavourite, deleteFavourite, getFavourite, listFavourites } from './routes.js';

import type { Clock } from '../../../src/platform/host.js';
import { type Binding, bindAccount } from '../../http/binding.js';
import type { ListDeps } from '../account-rows/index.js';
import { addFavourite, deleteFavourite, getFavourite, listFavourites } from './routes.js';
import { FavouriteService } from './service.js';
import type { FavouriteStore } from './store.js';

/** The routes of favourites with their handlers. */
export function bindFavourites(
  store: FavouriteStore,
  clock: Pick<Clock, 'now'>,
  lists: ListDeps,
): Binding[] {
  const service = new FavouriteService(store, clock, lists);
  return [
    bindAccount(listFavourites, (ask) => service.list(ask)),
    bindAccount(addFavourite, (ask) => service.add(ask), { work: 'batched' }),
    bindAccount(getFavourite, (ask) => service.one(ask)),
    bindAccount(deleteFavourite, (ask) => service.remove(ask), { work: 'batched' }),
  ];
}
