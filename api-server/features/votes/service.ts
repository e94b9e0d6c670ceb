import type { Clock } from '../../../src/platform/host.js';
import type { AccountAsk } from '../../http/binding.js';
import { jsonReply, notFound, type Reply, success, textReply } from '../../http/reply.js';
import {
  type AccountListQuery,
  GroupCommit,
  type ListDeps,
  pageReply,
  readRowId,
  secondText,
  toListAsk,
} from '../account-rows/index.js';
import type { NewVoteBody } from './schemas.js';
import type { NewVote, Vote, VoteRef, VoteStore } from './store.js';

const noVote = textReply(404, 'NO_VOTE_FOUND_MATCHING_ID');

type ByVote = AccountAsk<{ readonly vote_id: string }>;

/** Keeps votes, and shows each account its own. */
export class VoteService {
  readonly #store: VoteStore;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #lists: ListDeps;
  readonly #adding: GroupCommit<NewVote, number>;
  readonly #removing: GroupCommit<VoteRef, boolean>;

  constructor(store: VoteStore, clock: Pick<Clock, 'now'>, lists: ListDeps) {
    this.#store = store;
    this.#clock = clock;
    this.#lists = lists;
    this.#adding = new GroupCommit((votes) => store.add(votes));
    this.#removing = new GroupCommit((refs) => store.remove(refs));
  }

  async cast({ accountId, body }: AccountAsk<unknown, unknown, NewVoteBody>): Promise<Reply> {
    const { image_id, value, sub_id } = body;
    const id = await this.#adding.add({
      ...{ accountId, imageId: image_id, subId: sub_id ?? null, value },
      createdAt: this.#clock.now(),
    });
    const cast = { message: 'SUCCESS', id, image_id, sub_id, value, country_code: null };
    return jsonReply(JSON.stringify(cast), [], 201);
  }

  async list({ accountId, query }: AccountAsk<unknown, AccountListQuery>): Promise<Reply> {
    const ask = toListAsk(accountId, query, this.#lists);
    const page = await this.#store.list(ask);
    return pageReply(page, ask, (vote) => this.#show(vote, query.attach_image));
  }

  async one({ accountId, params }: ByVote): Promise<Reply> {
    const id = readRowId(params.vote_id);
    const vote = id === undefined ? undefined : await this.#store.find({ accountId, id });
    if (!vote) return notFound;
    return jsonReply(JSON.stringify({ ...this.#show(vote, true), user_id: accountId }));
  }

  async takeBack({ accountId, params }: ByVote): Promise<Reply> {
    const id = readRowId(params.vote_id);
    const removed = id !== undefined && (await this.#removing.add({ accountId, id }));
    return removed ? success : noVote;
  }

  #show({ id, imageId, subId, createdAt, value }: Vote, withImage: boolean) {
    return {
      ...{ id, image_id: imageId, sub_id: subId, created_at: secondText(createdAt), value },
      ...{ country_code: null, image: withImage ? this.#lists.imageOf(imageId) : {} },
    };
  }
}
