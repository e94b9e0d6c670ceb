import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Chat, Headline } from '../../incidents/ports.js';
import { done, type Opens, quiet, unused } from './subject.js';

/** What every {@link Chat} must do. Listings of real vendors may lag by some seconds. */
export function chatContract(name: string, open: Opens<Chat>): void {
  describe(`${name}, as chat`, () => {
    let chat: Chat;
    let close: () => Promise<void>;
    let tag: string;
    const since = new Date(Date.now() - 60_000).toISOString();
    const headline: Headline = {
      id: 'INC-2026-014',
      title: 'A test of catops',
      severity: 'sev4',
      state: 'investigating',
      practice: true,
      summary: 'Nothing is wrong.',
      facts: [{ label: 'lead', value: 'Ada' }],
      links: [],
      updatedAt: '2026-11-15T10:20:00.000Z',
    };
    const eventually = { timeout: 30_000, interval: 250 };

    beforeEach(async () => {
      ({ subject: chat, close } = await open());
      tag = unused();
    });
    afterEach(() => close());

    const marker = (purpose: string): string => `catops:contract:${tag}:${purpose}`;
    const opened = async (): Promise<string> => {
      const request = { marker: marker('room'), channelName: `contract-${tag}`, topic: 'a test' };
      return (await done(chat.openRoom(request, quiet))).id;
    };
    const posted = async (room: string): Promise<string> =>
      (await done(chat.postHeadline({ room, marker: marker('headline'), headline }, quiet))).id;

    it('has one room for an incident, opened twice or found', async () => {
      const id = await opened();
      const request = { marker: marker('room'), channelName: `contract-${tag}` };
      await expect
        .poll(async () => (await done(chat.findRoom(request, quiet)))?.id, eventually)
        .toBe(id);
      expect(await opened()).toBe(id);
    });

    it('finds what was posted by its marker, where it was posted', async () => {
      const room = await opened();
      const thread = await posted(room);
      const reply = { room, thread, marker: marker('reply'), text: 'a reply' };
      const { id } = await done(chat.reply(reply, quiet));
      const find = async (at: string | null, purpose: string) =>
        (await done(chat.findMessage({ room, thread: at, marker: marker(purpose), since }, quiet)))
          ?.id;
      await expect.poll(() => find(null, 'headline'), eventually).toBe(thread);
      await expect.poll(() => find(thread, 'reply'), eventually).toBe(id);
      expect([await find(null, 'reply'), await find(thread, 'none')]).toEqual([
        undefined,
        undefined,
      ]);
    });

    it('edits and pins one message any number of times, and its marker stays', async () => {
      const room = await opened();
      const message = await posted(room);
      const edit = { room, message, headline: { ...headline, state: 'resolved' as const } };
      for (const _ of [1, 2]) await done(chat.editHeadline(edit, quiet));
      for (const _ of [1, 2]) await done(chat.pin({ room, message }, quiet));
      const request = { room, thread: null, marker: marker('headline'), since };
      await expect
        .poll(async () => (await done(chat.findMessage(request, quiet)))?.id, eventually)
        .toBe(message);
    });

    it('shows the headlines of a key, the oldest first, until they are over or taken back', async () => {
      const join = marker('key');
      const room = await opened();
      const live = async () =>
        (await done(chat.findHeadlines({ room, join, since }, quiet))).map(
          ({ remote, marker: made }) => [remote.id, made],
        );
      const post = (by: string) =>
        done(chat.postHeadline({ room, marker: marker(by), join, headline }, quiet));
      const [first, second] = [await post('first'), await post('second')];
      const both = [
        [first.id, marker('first')],
        [second.id, marker('second')],
      ];
      await expect.poll(live, eventually).toEqual(both);
      for (const _ of [1, 2]) await done(chat.withdraw({ room, message: second.id }, quiet));
      await expect.poll(live, eventually).toEqual(both.slice(0, 1));
      const over = { ...headline, state: 'resolved' as const };
      const edit = { room, message: first.id, join: null, headline: over };
      await done(chat.editHeadline(edit, quiet));
      await expect.poll(live, eventually).toEqual([]);
    });

    it('reads in a thread what people wrote, and nothing of ours', async () => {
      const room = await opened();
      const thread = await posted(room);
      await done(chat.reply({ room, thread, marker: marker('reply'), text: 'ours' }, quiet));
      expect(await done(chat.readThread({ room, thread }, quiet))).toEqual([]);
    });
  });
}
