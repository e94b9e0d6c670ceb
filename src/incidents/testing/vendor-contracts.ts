import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  CardContent,
  Chat,
  Headline,
  OnCall,
  Outcome,
  PageRequest,
  PublicBoard,
  Tracker,
} from '../ports.js';

// What every implementation of the ports of incidents must do: fakes, practice files and the real
// adapters against loopback vendors run the same suites.

/** One port under test, and how its other side is counted. */
export interface Subject<P, C> {
  readonly port: P;
  readonly counts: C;
  close(): Promise<void>;
}

const quiet = new AbortController().signal;

function done<T>(outcome: Outcome<T>): T {
  if (outcome.kind !== 'done') throw new Error(`${outcome.kind}: ${outcome.message}`);
  return outcome.value;
}

function underTest<P, C>(open: () => Promise<Subject<P, C>>): () => Subject<P, C> {
  let subject: Subject<P, C> | undefined;
  beforeEach(async () => {
    subject = await open();
  });
  afterEach(() => subject?.close());
  return () => {
    if (!subject) throw new Error('not opened');
    return subject;
  };
}

const request: PageRequest = {
  dedupKey: 'catops:cats:INC-2026-014:0123456789ab',
  summary: 'SEV1 5xx on analysis (INC-2026-014)',
  severity: 'sev1',
  source: 'cats',
  component: null,
  at: '2026-09-12T03:14:00.000Z',
  details: { incident: 'INC-2026-014' },
  links: [],
};

/** `pages` counts how often somebody was woken. */
export function onCallContract(
  name: string,
  open: () => Promise<Subject<OnCall, { pages(): Promise<number> }>>,
): void {
  describe(`on-call: ${name}`, () => {
    const subject = underTest(open);

    it('wakes once for one key, and says when the request was on the wire', async () => {
      const { port, counts } = subject();
      let written = 0;
      const onWritten = () => {
        written += 1;
      };
      for (const _ of [1, 2, 3]) done(await port.page(request, quiet, onWritten));
      expect([await counts.pages(), written]).toEqual([1, 3]);
    });

    it('wakes anew after the page was resolved', async () => {
      const { port, counts } = subject();
      done(await port.page(request, quiet, () => undefined));
      done(await port.resolve(request.dedupKey, quiet));
      done(await port.resolve(request.dedupKey, quiet));
      expect(done(await port.find(request.dedupKey, quiet))?.status).toBe('resolved');
      done(await port.page(request, quiet, () => undefined));
      expect(await counts.pages()).toBe(2);
    });

    it('finds a page by its key, and nothing by another', async () => {
      const { port } = subject();
      expect(done(await port.find(request.dedupKey, quiet))).toBeNull();
      done(await port.page(request, quiet, () => undefined));
      done(await port.acknowledge(request.dedupKey, quiet));
      const found = done(await port.find(request.dedupKey, quiet));
      expect(found?.status).toBe('acknowledged');
      expect(found?.reached.length).toBeGreaterThan(0);
      expect(done(await port.find('catops:cats:other', quiet))).toBeNull();
    });

    it('takes what it does not know of without waking anybody', async () => {
      const { port, counts } = subject();
      done(await port.acknowledge('catops:cats:other', quiet));
      done(await port.resolve('catops:cats:other', quiet));
      expect(await counts.pages()).toBe(0);
    });

    it('names who is on call', async () => {
      const people = done(await subject().port.whoIsOnCall(quiet));
      expect(people[0]?.name).toMatch(/\w/);
    });
  });
}

const headline: Headline = {
  id: 'INC-2026-014',
  title: '5xx on analysis',
  severity: 'sev2',
  state: 'investigating',
  practice: false,
  summary: null,
  facts: [{ label: 'service', value: 'cats' }],
  links: [],
  updatedAt: '2026-09-12T03:14:00.000Z',
};
const roomRequest = {
  marker: 'catops:INC-2026-014:0123456789ab:room',
  channelName: 'inc-2026-014-5xx',
  topic: '5xx on analysis',
};

/** `rooms` made by us, and the top-level messages and replies in them. */
export function chatContract(
  name: string,
  open: () => Promise<
    Subject<
      Chat,
      { rooms(): Promise<number>; headlines(): Promise<number>; replies(): Promise<number> }
    >
  >,
): void {
  describe(`chat: ${name}`, () => {
    const subject = underTest(open);
    const openHeadline = async () => {
      const { port } = subject();
      const room = done(await port.openRoom(roomRequest, quiet)).id;
      const posted = { room, marker: 'catops:h1', headline };
      return { port, room, message: done(await port.postHeadline(posted, quiet)).id };
    };

    it('opens one room for one marker, and another for another marker of that name', async () => {
      const { port, counts } = subject();
      expect(done(await port.findRoom(roomRequest, quiet))).toBeNull();
      const first = done(await port.openRoom(roomRequest, quiet));
      const again = done(await port.openRoom(roomRequest, quiet));
      expect([again.id, await counts.rooms()]).toEqual([first.id, 1]);
      expect(done(await port.findRoom(roomRequest, quiet))?.id).toBe(first.id);
      const other = { ...roomRequest, marker: 'catops:INC-2026-014:ba9876543210:room' };
      expect(done(await port.openRoom(other, quiet)).id).not.toBe(first.id);
      expect(await counts.rooms()).toBe(2);
    });

    it('finds the headline by its marker, and edits it in place', async () => {
      const { port, room, message } = await openHeadline();
      const since = new Date(0).toISOString();
      const search = { room, thread: null, since };
      const found = await port.findMessage({ ...search, marker: 'catops:h1' }, quiet);
      expect(done(found)?.id).toBe(message);
      const none = await port.findMessage({ ...search, marker: 'catops:h2' }, quiet);
      expect(done(none)).toBeNull();
      const edited = { ...headline, state: 'monitoring' as const };
      for (const _ of [1, 2]) {
        done(await port.editHeadline({ room, message, headline: edited }, quiet));
        done(await port.pin({ room, message }, quiet));
      }
      expect(await subject().counts.headlines()).toBe(1);
    });

    it('replies in the thread, and finds the reply there and nowhere else', async () => {
      const { port, room, message } = await openHeadline();
      const reply = { room, thread: message, marker: 'catops:r1', text: 'look <!channel> & more' };
      const posted = done(await port.reply(reply, quiet));
      const search = { room, marker: 'catops:r1', since: new Date(0).toISOString() };
      const inThread = await port.findMessage({ ...search, thread: message }, quiet);
      const onTop = await port.findMessage({ ...search, thread: null }, quiet);
      expect([done(inThread)?.id, done(onTop)]).toEqual([posted.id, null]);
      expect(await subject().counts.replies()).toBe(1);
    });

    it('leaves its own messages out of what people wrote', async () => {
      const { port, room, message } = await openHeadline();
      done(await port.reply({ room, thread: message, marker: 'catops:r1', text: 'x' }, quiet));
      expect(done(await port.readThread({ room, thread: message }, quiet))).toEqual([]);
    });
  });
}

const card: CardContent = {
  title: 'INC-2026-014 5xx on analysis',
  severity: 'sev2',
  state: 'investigating',
  description: '- **service**: cats',
};
const marker = 'catops:INC-2026-014:0123456789ab:card';

/** `cards` on the board, and what hangs on the first. */
export function trackerContract(
  name: string,
  open: () => Promise<
    Subject<
      Tracker,
      {
        cards(): Promise<number>;
        items(checklist: string): Promise<readonly string[]>;
        comments(): Promise<number>;
        links(): Promise<number>;
        files(): Promise<number>;
      }
    >
  >,
): void {
  describe(`board: ${name}`, () => {
    const subject = underTest(open);
    const create = async () => {
      const { port } = subject();
      return { port, id: done(await port.createCard({ marker, card }, quiet)).id };
    };

    it('finds a card by its marker, also after it was changed', async () => {
      expect(done(await subject().port.findCard(marker, quiet))).toBeNull();
      const { port, id } = await create();
      expect(done(await port.findCard(marker, quiet))?.id).toBe(id);
      const moved = { ...card, state: 'resolved' as const, severity: 'sev4' as const };
      for (const _ of [1, 2]) done(await port.updateCard({ id, marker, card: moved }, quiet));
      expect(done(await port.findCard(marker, quiet))?.id).toBe(id);
      expect(done(await port.findCard(`${marker}x`, quiet))).toBeNull();
      expect(await subject().counts.cards()).toBe(1);
    });

    it('adds to a checklist what is missing, and nothing twice', async () => {
      const { port, id } = await create();
      const list = (items: readonly string[]) => ({ card: id, name: 'Runbook', items });
      done(await port.ensureChecklist(list(['look']), quiet));
      done(await port.ensureChecklist(list(['look', 'mend']), quiet));
      done(await port.ensureChecklist(list(['look', 'mend']), quiet));
      expect(await subject().counts.items('Runbook')).toEqual(['look', 'mend']);
    });

    it('finds a comment by its marker', async () => {
      const { port, id } = await create();
      const comment = { card: id, marker: 'catops:c1', text: 'noted' };
      expect(done(await port.findComment(comment, quiet))).toBeNull();
      const made = done(await port.comment(comment, quiet));
      expect(done(await port.findComment(comment, quiet))?.id).toBe(made.id);
      expect(await subject().counts.comments()).toBe(1);
    });

    it('adds a link once', async () => {
      const { port, id } = await create();
      const link = { title: 'Chat', url: 'https://chat.example/1' };
      for (const _ of [1, 2]) done(await port.ensureLink({ card: id, link }, quiet));
      expect(await subject().counts.links()).toBe(1);
    });

    it('attaches a file, and finds it by its name', async () => {
      const { port, id } = await create();
      const file = { card: id, name: '0a1b2c3d-app.log', content: Buffer.from('line\n') };
      expect(done(await port.findAttachment(file, quiet))).toBeNull();
      const made = done(await port.attachFile(file, quiet));
      expect(done(await port.findAttachment(file, quiet))?.id).toBe(made.id);
      expect(await subject().counts.files()).toBe(1);
    });
  });
}

/** `texts`: everything strangers could read of the cards. */
export function publicBoardContract(
  name: string,
  open: () => Promise<Subject<PublicBoard, { texts(): Promise<readonly string[]> }>>,
): void {
  describe(`public board: ${name}`, () => {
    const subject = underTest(open);
    const shown = {
      ref: 'f00dfeed00112233',
      title: 'Errors when analysing pictures',
      status: 'investigating',
      text: 'We are looking into it.',
    } as const;

    it('makes a card, finds it by its reference, and changes it in place', async () => {
      const { port, counts } = subject();
      expect(done(await port.find(shown.ref, quiet))).toBeNull();
      const made = done(await port.create(shown, quiet));
      expect(done(await port.find(shown.ref, quiet))?.id).toBe(made.id);
      const solved = { ...shown, status: 'resolved', text: 'It is mended.' } as const;
      for (const _ of [1, 2]) done(await port.update({ id: made.id, card: solved }, quiet));
      const texts = await counts.texts();
      expect(texts).toHaveLength(1);
      expect(texts[0]).toContain('It is mended.');
    });
  });
}
