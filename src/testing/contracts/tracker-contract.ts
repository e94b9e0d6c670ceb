import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CardContent, PublicBoard, Tracker } from '../../incidents/ports.js';
import { done, type Opens, quiet, unused } from './subject.js';

const eventually = { timeout: 30_000, interval: 250 };

/** What every {@link Tracker} must do. Listings of real vendors may lag by some seconds. */
export function trackerContract(name: string, open: Opens<Tracker>): void {
  describe(`${name}, as the board`, () => {
    let board: Tracker;
    let close: () => Promise<void>;
    let marker: string;
    const card: CardContent = {
      title: 'A test of catops',
      severity: 'sev4',
      state: 'investigating',
      description: 'Nothing is **wrong**.',
    };

    beforeEach(async () => {
      ({ subject: board, close } = await open());
      marker = `catops:contract:${unused()}:card`;
    });
    afterEach(() => close());

    const made = async (): Promise<string> =>
      (await done(board.createCard({ marker, card }, quiet))).id;
    const found = async (of: string) => (await done(board.findCard(of, quiet)))?.id;

    it('finds a card by its marker, also after it was changed, and no other', async () => {
      const id = await made();
      await expect.poll(() => found(marker), eventually).toBe(id);
      const cancelled = { ...card, state: 'cancelled', title: 'Changed' } as const;
      for (const _ of [1, 2]) await done(board.updateCard({ id, marker, card: cancelled }, quiet));
      expect([await found(marker), await found(`${marker}:other`)]).toEqual([id, undefined]);
    });

    it('shows the cards of a key, the oldest first, until they are over or taken back', async () => {
      const join = `${marker}:key`;
      const make = (by: string) =>
        done(board.createCard({ marker: `${marker}:${by}`, join, card }, quiet));
      const live = async () =>
        (await done(board.findCards(join, quiet))).map(({ remote, marker: by }) => [remote.id, by]);
      const [first, second] = [await make('a'), await make('b')];
      const both = [
        [first.id, `${marker}:a`],
        [second.id, `${marker}:b`],
      ];
      await expect.poll(live, eventually).toEqual(both);
      for (const _ of [1, 2]) await done(board.withdrawCard(second.id, quiet));
      await expect.poll(live, eventually).toEqual(both.slice(0, 1));
      const over = { id: first.id, marker: `${marker}:a`, join: null, card };
      await done(board.updateCard(over, quiet));
      await expect.poll(live, eventually).toEqual([]);
    });

    it('finds comments and files by what they carry', async () => {
      const id = await made();
      const comment = await done(
        board.comment({ card: id, marker: `${marker}:1`, text: 'x' }, quiet),
      );
      const file = { card: id, name: 'a1b2c3-api.log' };
      const content = new TextEncoder().encode('a line\n');
      const attached = await done(board.attachFile({ ...file, content }, quiet));
      const comments = async (of: string) =>
        (await done(board.findComment({ card: id, marker: of }, quiet)))?.id;
      await expect.poll(() => comments(`${marker}:1`), eventually).toBe(comment.id);
      await expect
        .poll(async () => (await done(board.findAttachment(file, quiet)))?.id, eventually)
        .toBe(attached.id);
      expect(await comments(`${marker}:2`)).toBeUndefined();
      expect(await done(board.findAttachment({ card: id, name: 'none' }, quiet))).toBeNull();
    });

    it('takes the same checklist and link again without a word', async () => {
      const card = await made();
      const link = { title: 'Runbook', url: 'https://example.com/runbook' };
      for (const _ of [1, 2]) {
        await done(
          board.ensureChecklist({ card, name: 'Runbook', items: ['look', 'think'] }, quiet),
        );
        await done(board.ensureLink({ card, link }, quiet));
      }
    });
  });
}

/** What every {@link PublicBoard} must do. */
export function publicBoardContract(name: string, open: Opens<PublicBoard>): void {
  describe(`${name}, as the public board`, () => {
    it('shows one card for one reference, whatever it says', async () => {
      const { subject: board, close } = await open();
      const ref = `contract-${unused()}`;
      const card = { ref, title: 'A test', status: 'investigating', text: 'Nothing.' } as const;
      const { id } = await done(board.create(card, quiet));
      await expect.poll(async () => (await done(board.find(ref, quiet)))?.id, eventually).toBe(id);
      const mended = { ...card, status: 'resolved', text: 'Mended.' } as const;
      for (const _ of [1, 2]) await done(board.update({ id, card: mended }, quiet));
      expect((await done(board.find(ref, quiet)))?.id).toBe(id);
      expect(await done(board.find(`${ref}-other`, quiet))).toBeNull();
      await close();
    });
  });
}
