import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addNote } from './add-note.js';
import { resolve } from './end-incident.js';
import { postUpdate } from './post-update.js';
import { sync } from './sync.js';
import { lost } from './testing/faults.js';
import {
  createIncidentWorld,
  createOtherMachine,
  type IncidentWorld,
  type WorldOptions,
} from './testing/incident-world.js';

let here: IncidentWorld;
let there: IncidentWorld;

async function twoMachines(options: WorldOptions = {}) {
  here = await createIncidentWorld(options);
  there = await createOtherMachine(here);
}

beforeEach(() => twoMachines());
afterEach(() => Promise.all([here.remove(), there.remove()]));

const key = 'HighErrorRate';

function counts() {
  const { onCall, chat, board } = here;
  return {
    pages: onCall.pages.length,
    rooms: chat.rooms.length,
    headlines: chat.headlines().length,
    cards: board.cards.length,
  };
}

const one = { pages: 1, rooms: 1, headlines: 1, cards: 1 };

function settle(world: IncidentWorld) {
  return sync(world.deps, { wait: true }, world.onEvent, world.signal);
}

describe('two machines that open with one key', () => {
  it('have one page, one room, one headline and one card', async () => {
    const first = await here.open({ key });
    const second = await there.open({ key, title: 'Seen by another alarm' });
    expect([first.exit, second.exit]).toEqual(['ok', 'ok']);
    expect(counts()).toEqual(one);
    const [mine, theirs] = [first, second].map(({ incident }) => incident.targetStates);
    expect(theirs?.chat.headline).toEqual(mine?.chat.headline);
    expect(theirs?.board.remote).toEqual(mine?.board.remote);
    expect([mine?.chat.joined, theirs?.chat.joined, theirs?.board.joined]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it.each([
    [{ chat: 300, board: 300, onCall: 300 }, 0],
    [{ chat: 300, board: 300, onCall: 300 }, 350],
    [{ chat: 700, board: 50, onCall: 10 }, 1400],
  ])('and do it at one moment: %j, %i ms apart', async (callMs, apartMs) => {
    await Promise.all([here.remove(), there.remove()]);
    await twoMachines({ callMs });
    const later = here.clock.sleep(apartMs).then(() => there.open({ key }));
    await Promise.all([here.open({ key }), later]);
    await Promise.all([settle(here), settle(there)]);
    expect(counts()).toEqual(one);
    for (const world of [here, there]) {
      const [headline] = here.chat.headlines();
      const { incident } = await world.open({ key });
      expect(incident.targetStates.chat.headline?.id).toBe(headline?.id);
      expect(incident.targetStates.board.remote?.id).toBe(here.board.cards[0]?.id);
    }
  });

  it.each(['postHeadline', 'createCard', 'withdraw', 'withdrawCard'])(
    'and the answer to %s is lost on the way',
    async (method) => {
      await Promise.all([here.remove(), there.remove()]);
      await twoMachines({ callMs: { chat: 300, board: 300 } });
      here.chat.trouble(method, lost);
      here.board.trouble(method, lost);
      await Promise.all([here.open({ key }), there.open({ key })]);
      await Promise.all([settle(here), settle(there)]);
      expect(counts()).toEqual(one);
    },
  );

  it('tell one thread and one card what each of them notes, and leave the headline to the first', async () => {
    const { id } = (await here.open({ key, title: 'The first words' })).incident;
    const other = (await there.open({ key, title: 'Other words' })).incident.id;
    await addNote(here.deps, { id, text: 'from here' }, here.onEvent, here.signal);
    await addNote(there.deps, { id: other, text: 'from there' }, there.onEvent, there.signal);
    const [card] = here.board.cards;
    expect(card?.comments.map(({ text }) => text)).toEqual(
      ['from here', 'from there'].map((text) => expect.stringContaining(text)),
    );
    expect(here.chat.replies()).toHaveLength(2);
    expect(here.chat.headlines()[0]?.headline?.title).toBe('The first words');
    expect(card?.content.title).toContain('The first words');
  });

  it('say on headline and card what changes how things stand, whoever says it', async () => {
    await here.open({ key });
    const { id } = (await there.open({ key })).incident;
    const input = { id, text: 'found', state: 'identified' } as const;
    await postUpdate(there.deps, input, there.onEvent, there.signal);
    expect(here.board.cards[0]?.content.state).toBe('identified');
    expect(here.chat.headlines()[0]?.headline?.state).toBe('identified');
  });
});

describe('a key that is used again', () => {
  it.each(['here', 'there'])(
    'opens something new when the first is resolved, %s',
    async (where) => {
      const { id } = (await here.open({ key })).incident;
      await resolve(here.deps, { id }, here.onEvent, here.signal);
      const again = await (where === 'here' ? here : there).open({ key });
      expect([again.joined, again.exit]).toEqual([false, 'ok']);
      expect(counts()).toEqual({ pages: 2, rooms: 2, headlines: 2, cards: 2 });
    },
  );
});

describe('incidents without a key', () => {
  it('have their own of everything', async () => {
    await here.open();
    await there.open();
    expect(counts()).toEqual({ pages: 2, rooms: 2, headlines: 2, cards: 2 });
    expect([...here.chat.calls, ...here.board.calls]).not.toContain('findHeadlines');
  });
});
