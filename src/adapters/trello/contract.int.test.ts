import { Secret } from '../../platform/secret.js';
import { publicBoardContract, trackerContract } from '../../testing/contracts/tracker-contract.js';
import { startLoopbackTrello } from './loopback/server.js';
import { createTrelloPublicBoard } from './public-board.js';
import { createTrelloTracker } from './tracker.js';

async function started() {
  const vendor = await startLoopbackTrello();
  const { account, url } = vendor;
  const [key, token] = [new Secret(account.key), new Secret(account.token)];
  const close = async () => {
    await vendor.close();
    vendor.verify();
  };
  return { vendor, close, access: { url, key, token, fetch } };
}

trackerContract('Trello on loopback', async () => {
  const { vendor, access, close } = await started();
  return { subject: createTrelloTracker({ ...access, board: vendor.internal.id }), close };
});

publicBoardContract('Trello on loopback', async () => {
  const { vendor, access, close } = await started();
  return { subject: createTrelloPublicBoard({ ...access, board: vendor.public.id }), close };
});
