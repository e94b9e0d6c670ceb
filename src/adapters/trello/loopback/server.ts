import {
  createRateWindow,
  Denial,
  type LoopbackVendor,
  startLoopbackVendor,
  type VendorAnswer,
  type VendorRequest,
} from '../../../testing/loopback-vendor.js';
import { checkCredentials, rateLimited, readArguments } from './call.js';
import { answerOf, trelloRoutes } from './routes.js';
import {
  type TrelloAccount,
  type TrelloBoard,
  type TrelloCard,
  type TrelloState,
  testBoards,
} from './state.js';

/** Trello on 127.0.0.1. */
export interface LoopbackTrello extends LoopbackVendor, TrelloState {
  readonly account: TrelloAccount;
  /** The internal board and the public one. */
  readonly internal: TrelloBoard;
  readonly public: TrelloBoard;
  /** The name of the list a card is in. */
  listOf(card: TrelloCard): string | undefined;
  labelsOf(card: TrelloCard): string[];
}

/** Starts it. Its rules are those of developer.atlassian.com/cloud/trello, each cited where it is. */
export async function startLoopbackTrello(
  given: Partial<TrelloAccount> = {},
): Promise<LoopbackTrello> {
  const account = { ...testBoards, ...given };
  const state: TrelloState = { cards: [], mentions: [], lagMs: 0 };
  const within = createRateWindow(account.requestsPerWindow, 10_000);

  async function handle(request: VendorRequest): Promise<VendorAnswer | undefined> {
    for (const [pattern, answer] of trelloRoutes) {
      const match = pattern.exec(request.route);
      if (!match) continue;
      checkCredentials(request, account);
      if (!within()) throw new Denial(rateLimited(null));
      const read = await readArguments(request);
      return answerOf(answer({ request, account, state, parts: match.slice(1), ...read }));
    }
    return undefined;
  }

  const vendor = await startLoopbackVendor({
    name: 'Trello',
    handle,
    rateLimited,
    failed: () => ({ status: 500, body: 'Internal Server Error' }),
    unknown: () => ({ status: 404, body: 'Cannot find the requested resource' }),
  });
  const [internal, publicBoard] = account.boards;
  if (!internal || !publicBoard) throw new Error('An account needs two boards.');
  return Object.assign(state, vendor, {
    account,
    internal,
    public: publicBoard,
    listOf: (card: TrelloCard) => {
      const place = account.boards.find(({ id }) => id === card.idBoard);
      return place?.lists.find(({ id }) => id === card.idList)?.name;
    },
    labelsOf: (card: TrelloCard) =>
      internal.labels.filter(({ id }) => card.idLabels.includes(id)).map(({ name }) => name),
  });
}
