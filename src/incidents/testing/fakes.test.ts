import { createFakeChat } from './fake-chat.js';
import { createFakeOnCall } from './fake-on-call.js';
import { createFakePublicBoard, createFakeTracker } from './fake-tracker.js';
import {
  chatContract,
  onCallContract,
  publicBoardContract,
  trackerContract,
} from './vendor-contracts.js';

const close = async () => undefined;

onCallContract('fake', async () => {
  const port = createFakeOnCall();
  return { port, counts: { pages: async () => port.pages.length }, close };
});

chatContract('fake', async () => {
  const port = createFakeChat();
  const counts = {
    rooms: async () => port.rooms.length,
    headlines: async () => port.headlines().length,
    replies: async () => port.replies().length,
  };
  return { port, counts, close };
});

trackerContract('fake', async () => {
  const port = createFakeTracker();
  const counts = {
    cards: async () => port.cards.length,
    items: async (name: string) => [...(port.cards[0]?.checklists.get(name) ?? [])],
    comments: async () => port.cards[0]?.comments.length ?? 0,
    links: async () => port.cards[0]?.links.size ?? 0,
    files: async () => port.cards[0]?.files.length ?? 0,
  };
  return { port, counts, close };
});

publicBoardContract('fake', async () => {
  const port = createFakePublicBoard();
  return {
    port,
    counts: { texts: async () => port.cards.map(({ card }) => `${card.title}\n${card.text}`) },
    close,
  };
});
