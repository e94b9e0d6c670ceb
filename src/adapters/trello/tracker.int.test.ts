import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CardContent } from '../../incidents/ports.js';
import { Secret } from '../../platform/secret.js';
import { faults, passingFaults } from '../../testing/loopback-faults.js';
import { leaksIn } from '../../testing/secret-canary.js';
import { untilDone } from '../../testing/until-done.js';
import { type LoopbackTrello, startLoopbackTrello } from './loopback/server.js';
import { createTrelloPublicBoard } from './public-board.js';
import { createTrelloTracker, type TrelloTrackerOptions } from './tracker.js';

let vendor: LoopbackTrello;
const quiet = new AbortController().signal;
const marker = 'catops:INC-2026-014:0a1b2c3d4e5f:card';
const card: CardContent = {
  title: 'INC-2026-014 5xx on analysis',
  severity: 'sev1',
  state: 'investigating',
  description: 'All public routes answer **503**.',
};

// The client is loaded at its first call, which must not count against that call's time.
beforeAll(async () => {
  await import('trello.js');
});

beforeEach(async () => {
  vendor = await startLoopbackTrello({ requestsPerWindow: 1000 });
});

afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

function access(given: Partial<TrelloTrackerOptions> = {}): TrelloTrackerOptions {
  const { url, account, internal } = vendor;
  const [key, token] = [new Secret(account.key), new Secret(account.token)];
  return { url, key, token, fetch, board: internal.id, timeoutMs: 800, ...given };
}

const trackerWith = (given?: Partial<TrelloTrackerOptions>) => createTrelloTracker(access(given));

async function madeCard(tracker = trackerWith()): Promise<string> {
  const made = await tracker.createCard({ marker, card }, quiet);
  if (made.kind !== 'done') throw new Error(JSON.stringify(made));
  return made.value.id;
}

describe('the card of an incident', () => {
  it('is in the list of its state, with the label of its severity, and found by its marker', async () => {
    const id = await madeCard();
    const [made] = vendor.cards;
    expect([made?.id, made && vendor.listOf(made), made && vendor.labelsOf(made)]).toEqual([
      id,
      'Investigating',
      ['sev1'],
    ]);
    expect(await trackerWith().findCard(marker, quiet)).toMatchObject({
      kind: 'done',
      value: { id, url: expect.stringContaining('https://trello.com/c/') },
    });
    const longer = await trackerWith().findCard(`${marker}:2`, quiet);
    expect(longer).toMatchObject({ kind: 'done', value: null });
  });

  it('moves with the state and keeps what people labelled it', async () => {
    const tracker = trackerWith();
    const id = await madeCard(tracker);
    const theirs = vendor.internal.labels.find(({ name }) => name === 'customer');
    vendor.cards[0]?.idLabels.push(theirs?.id ?? '');
    const moved = { ...card, state: 'resolved', severity: 'sev3' } as const;
    for (const _ of [1, 2]) await tracker.updateCard({ id, marker, card: moved }, quiet);
    const [now] = vendor.cards;
    expect([now && vendor.listOf(now), now && vendor.labelsOf(now)]).toEqual([
      'Resolved',
      ['sev3', 'customer'],
    ]);
    expect(now?.desc).toContain(marker);
  });

  it('takes 16,384 characters of any script, and says where a longer text was cut', async () => {
    const long = { ...card, description: '猫'.repeat(30_000) };
    await trackerWith().createCard({ marker, card: long }, quiet);
    expect(vendor.cards[0]?.desc).toHaveLength(16_384);
    expect(vendor.cards[0]?.desc).toContain('Cut here');
    expect(vendor.cards[0]?.desc).toContain(marker);
  });

  it('is found though it was archived and lies on the last page', async () => {
    await vendor.close();
    vendor = await startLoopbackTrello({ largestPage: 2 });
    const id = await madeCard();
    const old = vendor.cards[0];
    if (old) old.closed = true;
    for (const at of [1, 2, 3, 4])
      await trackerWith().createCard({ marker: `m:${at}`, card }, quiet);
    expect(await trackerWith().findCard(marker, quiet)).toMatchObject({ value: { id } });
  });

  it('is made on a board that has none of the lists', async () => {
    await vendor.close();
    const [internal, other] = vendor.account.boards;
    if (!internal || !other) throw new Error('no boards');
    const lists = [{ id: '5be000000000000000000aaa', name: 'Backlog', closed: false }];
    vendor = await startLoopbackTrello({ boards: [{ ...internal, lists, labels: [] }, other] });
    const tracker = trackerWith();
    const id = await madeCard(tracker);
    const updated = await tracker.updateCard(
      { id, marker, card: { ...card, state: 'resolved' } },
      quiet,
    );
    expect([updated.kind, vendor.cards.map((each) => vendor.listOf(each))]).toEqual([
      'done',
      ['Backlog'],
    ]);
  });

  it('is gone when somebody deleted it', async () => {
    const id = 'f'.repeat(24);
    expect(await trackerWith().updateCard({ id, marker, card }, quiet)).toMatchObject({
      kind: 'permanent',
      code: 'gone',
    });
  });
});

describe('what hangs on the card', () => {
  it('is made once: checklist with its missing items, link, comment, file', async () => {
    const tracker = trackerWith();
    const id = await madeCard(tracker);
    const list = { card: id, name: 'Runbook' };
    await tracker.ensureChecklist({ ...list, items: ['look', 'think'] }, quiet);
    await tracker.ensureChecklist({ ...list, items: ['look', 'think', 'act', 'act'] }, quiet);
    const link = { title: 'Page', url: 'https://example.pagerduty.com/incidents/Q1' };
    for (const _ of [1, 2]) await tracker.ensureLink({ card: id, link }, quiet);
    const content = Buffer.from('\u0000\r\nlog\n"end"');
    await tracker.attachFile({ card: id, name: 'a1b2-"api".log', content }, quiet);
    const [made] = vendor.cards;
    expect(
      made?.checklists.map(({ name, items }) => [name, items.map((item) => item.name)]),
    ).toEqual([['Runbook', ['look', 'think', 'act']]]);
    expect(made?.attachments.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['Page', null],
      ['a1b2-_api_.log', content.length],
    ]);
    expect(made?.attachments[1]?.content).toBe(content.toString());
    const found = await tracker.findAttachment({ card: id, name: 'a1b2-"api".log' }, quiet);
    expect(found).toMatchObject({ value: { id: made?.attachments[1]?.id } });
  });

  it('notifies nobody and formats nothing by what somebody wrote', async () => {
    const tracker = trackerWith();
    const id = await madeCard(tracker);
    const text = '@board **bold** [x](https://evil) `code` mail a@b.test\n- item\u001b[31m';
    await tracker.comment({ card: id, marker: 'm:1', text }, quiet);
    expect(vendor.mentions).toEqual([]);
    expect(vendor.cards[0]?.comments[0]?.text).toBe(
      '@\u200bboard \\*\\*bold\\*\\* \\[x\\](https://evil) \\`code\\` mail a@b.test\n\\- item\n\n`m:1`',
    );
    expect(await tracker.findComment({ card: id, marker: 'm:1' }, quiet)).toMatchObject({
      value: { id: vendor.cards[0]?.comments[0]?.id },
    });
  });

  it('is refused with the reason when a file is too large', async () => {
    await vendor.close();
    vendor = await startLoopbackTrello({ largestFile: 10 });
    const tracker = trackerWith();
    const id = await madeCard(tracker);
    const content = Buffer.alloc(11);
    expect(await tracker.attachFile({ card: id, name: 'x', content }, quiet)).toMatchObject({
      kind: 'permanent',
      code: 'invalid',
      message: expect.stringContaining('FILE_TOO_LARGE'),
    });
  });
});

describe('the public card', () => {
  const shown = { ref: 'kitten-7f3a', title: 'Slow answers', text: 'We look into it.' };

  it('is a card of its own and knows nothing of the internal one', async () => {
    await madeCard();
    const board = createTrelloPublicBoard(access({ board: vendor.public.id }));
    const made = await board.create({ ...shown, status: 'investigating' }, quiet);
    const id = made.kind === 'done' ? made.value.id : '';
    await board.update({ id, card: { ...shown, status: 'resolved', text: 'Mended.' } }, quiet);
    expect(await board.find(shown.ref, quiet)).toMatchObject({ value: { id } });
    expect(await board.find('7f3a', quiet)).toMatchObject({ value: null });
    const published = vendor.cards.filter(({ idBoard }) => idBoard === vendor.public.id);
    expect(published.map((each) => [vendor.listOf(each), each.desc])).toEqual([
      ['Resolved', 'Mended.\n\nReference: kitten-7f3a'],
    ]);
    expect(JSON.stringify(published)).not.toMatch(/INC-2026|catops|sev1/);
  });

  it('is never cut: what was approved is what is shown, or nothing', async () => {
    const board = createTrelloPublicBoard(access({ board: vendor.public.id }));
    const long = { ...shown, status: 'monitoring', text: 'x'.repeat(16_380) } as const;
    expect(await board.create(long, quiet)).toMatchObject({ kind: 'permanent', code: 'invalid' });
    expect(vendor.requests).toEqual([]);
  });
});

describe('exactly one is made', () => {
  it.each(passingFaults)('of everything, when each write meets %s', async (fault) => {
    const tracker = trackerWith();
    const publicBoard = createTrelloPublicBoard(access({ board: vendor.public.id }));
    vendor.fail('POST /1/cards', fault);
    const made = await untilDone(
      () => tracker.createCard({ marker, card }, quiet),
      () => tracker.findCard(marker, quiet),
    );
    const id = made.value.id;
    vendor.fail('PUT /1/cards/*', fault);
    await untilDone(() => tracker.updateCard({ id, marker, card }, quiet), null);
    vendor.fail('POST /1/cards/*/checklists', fault);
    vendor.fail('POST /1/checklists/*/checkItems', fault, { after: 1 });
    await untilDone(
      () => tracker.ensureChecklist({ card: id, name: 'Runbook', items: ['a', 'b'] }, quiet),
      null,
    );
    vendor.fail('POST /1/cards/*/actions/comments', fault);
    const comment = { card: id, marker: 'm:1' };
    await untilDone(
      () => tracker.comment({ ...comment, text: 'x' }, quiet),
      () => tracker.findComment(comment, quiet),
    );
    vendor.fail('POST /1/cards/*/attachments', fault);
    const link = { title: 'Page', url: 'https://example.com/1' };
    await untilDone(() => tracker.ensureLink({ card: id, link }, quiet), null);
    vendor.fail('POST /1/cards/*/attachments', fault);
    const file = { card: id, name: 'a1b2.log' };
    await untilDone(
      () => tracker.attachFile({ ...file, content: Buffer.from('log') }, quiet),
      () => tracker.findAttachment(file, quiet),
    );
    vendor.fail('POST /1/cards', fault);
    const shown = { ref: 'kitten', title: 'Slow', text: 'x', status: 'monitoring' } as const;
    await untilDone(
      () => publicBoard.create(shown, quiet),
      () => publicBoard.find('kitten', quiet),
    );
    const counts = vendor.cards.map(({ comments, checklists, attachments }) => [
      comments.length,
      checklists.flatMap(({ items }) => items.map(({ name }) => name)),
      attachments.length,
    ]);
    expect(counts).toEqual([
      [1, ['a', 'b'], 2],
      [0, [], 0],
    ]);
  });

  it('attempt at each write, whatever comes back', async () => {
    const tracker = trackerWith();
    const id = await madeCard(tracker);
    for (const fault of passingFaults) {
      const before = vendor.count('POST /1/cards/*/actions/comments');
      vendor.fail('POST /1/cards/*/actions/comments', fault, { retryAfter: 9 });
      const outcome = await tracker.comment({ card: id, marker, text: 'x' }, quiet);
      const attempts = vendor.count('POST /1/cards/*/actions/comments') - before;
      expect([fault, attempts, outcome.kind]).toEqual([
        fault,
        1,
        fault.startsWith('rate-limit') ? 'rate-limited' : 'unknown',
      ]);
    }
  });
});

describe('a failure', () => {
  it.each(faults)('after %s carries neither key nor token', async (fault) => {
    vendor.fail('POST /1/cards', fault);
    const outcome = await trackerWith().createCard({ marker, card }, quiet);
    expect(outcome.kind).not.toBe('done');
    expect(leaksIn(outcome, [vendor.account.key, vendor.account.token])).toEqual([]);
  });

  it('to read the board first is safe to repeat: nothing was written', async () => {
    vendor.fail('GET /1/boards/*', 'hang');
    const outcome = await trackerWith().createCard({ marker, card }, quiet);
    expect([outcome.kind, vendor.cards.length]).toEqual(['refused-before-send', 0]);
  });

  it('for want of a network is known not to have been sent', async () => {
    await vendor.close();
    const outcome = await trackerWith().comment({ card: 'f'.repeat(24), marker, text: 'x' }, quiet);
    expect(outcome.kind).toBe('refused-before-send');
  });

  it('of the credentials is said in the words of the vendor', async () => {
    const token = new Secret('canary-wrong-token');
    const outcome = await trackerWith({ token }).findCard(marker, quiet);
    expect(outcome).toMatchObject({
      code: 'credential',
      message: expect.stringContaining('invalid token'),
    });
    expect(leaksIn(outcome, ['canary-wrong-token', vendor.account.key])).toEqual([]);
  });
});
