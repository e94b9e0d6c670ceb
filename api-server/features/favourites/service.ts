import type { Clock } from '../../../src/platform/host.js';
import type { AccountAsk } from '../../http/binding.js';
import { jsonReply, notFound, type Reply, success, textReply } from '../../http/reply.js';
import {
  GroupCommit,
  type ListDeps,
  pageReply,
  readRowId,
  secondText,
  toListAsk,
} from '../account-rows/index.js';
import type { FavouriteListQuery, NewFavouriteBody } from './schemas.js';
import type { Favourite, FavouriteRef, FavouriteStore, NewFavourite } from './store.js';

const notTheirs = textReply(400, 'INVALID_ACCOUNT');
const duplicate = textReply(
  400,
  'DUPLICATE_FAVOURITE - favourites are unique for account + image_id + sub_id',
);

type ByFavourite = AccountAsk<{ readonly favourite_id: string }>;

/** Keeps favourites, and shows each account its own. */
export class FavouriteService {
  readonly #store: FavouriteStore;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #lists: ListDeps;
  readonly #adding: GroupCommit<NewFavourite, number | undefined>;
  readonly #removing: GroupCommit<FavouriteRef, boolean>;

  constructor(store: FavouriteStore, clock: Pick<Clock, 'now'>, lists: ListDeps) {
    this.#store = store;
    this.#clock = clock;
    this.#lists = lists;
    this.#adding = new GroupCommit((favourites) => store.add(favourites));
    this.#removing = new GroupCommit((refs) => store.remove(refs));
  }

  async add({ accountId, body }: AccountAsk<unknown, unknown, NewFavouriteBody>): Promise<Reply> {
    const id = await this.#adding.add({
      ...{ accountId, imageId: body.image_id, subId: body.sub_id ?? null },
      createdAt: this.#clock.now(),
    });
    return id === undefined ? duplicate : jsonReply(JSON.stringify({ message: 'SUCCESS', id }));
  }

  async list({ accountId, query }: AccountAsk<unknown, FavouriteListQuery>): Promise<Reply> {
    const ask = toListAsk(accountId, query, this.#lists);
    const page = await this.#store.list(ask);
    return pageReply(page, ask, (favourite) => this.#show(favourite, query));
  }

  async one({ accountId, params }: ByFavourite): Promise<Reply> {
    const id = readRowId(params.favourite_id);
    const favourite = id === undefined ? undefined : await this.#store.find({ accountId, id });
    return favourite
      ? jsonReply(JSON.stringify(this.#show(favourite, { attach_image: true, size: 'full' })))
      : notFound;
  }

  async remove({ accountId, params }: ByFavourite): Promise<Reply> {
    const id = readRowId(params.favourite_id);
    const removed = id !== undefined && (await this.#removing.add({ accountId, id }));
    return removed ? success : notTheirs;
  }

  #show(
    { id, accountId, imageId, subId, createdAt }: Favourite,
    { attach_image, size }: Pick<FavouriteListQuery, 'attach_image' | 'size'>,
  ) {
    return {
      ...{ id, user_id: accountId, image_id: imageId, sub_id: subId },
      created_at: secondText(createdAt),
      // Never left out: the original's own client needs it.
      image: attach_image ? this.#lists.imageOf(imageId, size) : {},
    };
  }
}
