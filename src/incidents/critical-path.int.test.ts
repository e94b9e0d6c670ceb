import { afterEach, describe, expect, it } from 'vitest';
import { createIncidentWorld, type IncidentWorld } from './testing/incident-world.js';

let world: IncidentWorld;
afterEach(() => world.remove());

/** What the headline and the card link to, by title. */
function linked() {
  const [headline] = world.chat.headlines();
  const [card] = world.board.cards;
  return {
    headline: headline?.headline?.links.map(({ title }) => title),
    card: [...(card?.content.description.matchAll(/\[(\w+)\]\(/g) ?? [])].map(([, title]) => title),
  };
}

const everywhere = { headline: ['Page', 'Card'], card: ['Page', 'Chat'] };

describe('opening with three slow targets', () => {
  it('takes no longer than the chain room, headline, pin, links', async () => {
    world = await createIncidentWorld({ callMs: { onCall: 300, chat: 300, board: 300 } });
    const outcome = await world.open({ severity: 'sev1' });
    expect(outcome.exit).toBe('ok');
    expect(world.chat.calls).toEqual(['openRoom', 'postHeadline', 'pin', 'editHeadline']);
    expect(world.clock.monotonic()).toBe(4 * 300);
    expect(linked()).toEqual(everywhere);
  });

  it.each([
    [{ onCall: 10, chat: 300, board: 10 }],
    [{ onCall: 300, chat: 10, board: 300 }],
    [{ onCall: 10, chat: 10, board: 300 }],
    [{ onCall: 300, chat: 300, board: 10 }],
    [{ onCall: 700, chat: 10, board: 10 }],
  ])('links each place to the others, whichever is known first: %j', async (callMs) => {
    world = await createIncidentWorld({ callMs });
    expect((await world.open({ severity: 'sev1' })).exit).toBe('ok');
    expect(linked()).toEqual(everywhere);
  });

  it('edits nothing where the headline is written when all is known', async () => {
    world = await createIncidentWorld({ callMs: { onCall: 10, chat: 300, board: 10 } });
    await world.open({ severity: 'sev1' });
    expect(world.chat.calls).toEqual(['openRoom', 'postHeadline', 'pin']);
  });
});
