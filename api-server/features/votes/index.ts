export { castVote, deleteVote, getVote, listVotes } from './routes.js';

import type { Clock } from '../../../src/platform/host.js';
import { type Binding, bindAccount } from '../../http/binding.js';
import type { ListDeps } from '../account-rows/index.js';
import { castVote, deleteVote, getVote, listVotes } from './routes.js';
import { VoteService } from './service.js';
import type { VoteStore } from './store.js';

/** The routes of votes with their handlers. */
export function bindVotes(store: VoteStore, clock: Pick<Clock, 'now'>, lists: ListDeps): Binding[] {
  const service = new VoteService(store, clock, lists);
  return [
    bindAccount(listVotes, (ask) => service.list(ask)),
    bindAccount(getVote, (ask) => service.one(ask)),
    bindAccount(castVote, (ask) => service.cast(ask), { work: 'batched' }),
    bindAccount(deleteVote, (ask) => service.takeBack(ask), { work: 'batched' }),
  ];
}
