import { publicBoardContract, trackerContract } from '../../testing/contracts/tracker-contract.js';
import { live, liveSecret } from '../../testing/live.js';
import { createTrelloPublicBoard } from './public-board.js';
import { createTrelloTracker } from './tracker.js';

const credentials = ['CATOPS_TRELLO_KEY', 'CATOPS_TRELLO_TOKEN'] as const;

function access(value: (variable: string) => string) {
  return {
    url: process.env['CATOPS_TRELLO_URL'] ?? 'https://api.trello.com',
    key: liveSecret(value('CATOPS_TRELLO_KEY')),
    token: liveSecret(value('CATOPS_TRELLO_TOKEN')),
    fetch,
  };
}

// Makes test cards on the board named and leaves them.
live('Trello itself', [...credentials, 'CATOPS_TRELLO_BOARD'], (value) => {
  trackerContract('Trello itself', async () => ({
    subject: createTrelloTracker({ ...access(value), board: value('CATOPS_TRELLO_BOARD') }),
    close: async () => undefined,
  }));
});

// Never the roadmap that strangers read: a board of its own, for this alone.
live('Trello itself, public', [...credentials, 'CATOPS_LIVE_PUBLIC_BOARD'], (value) => {
  publicBoardContract('Trello itself', async () => ({
    subject: createTrelloPublicBoard({
      ...access(value),
      board: value('CATOPS_LIVE_PUBLIC_BOARD'),
    }),
    close: async () => undefined,
  }));
});
