import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Headline } from '../../incidents/ports.js';
import { Secret } from '../../platform/secret.js';
import { faults, passingFaults } from '../../testing/loopback-faults.js';
import { leaksIn } from '../../testing/secret-canary.js';
import { untilDone } from '../../testing/until-done.js';
import { createSlackChat, type SlackOptions } from './chat.js';
import { type LoopbackSlack, startLoopbackSlack } from './loopback/server.js';

let vendor: LoopbackSlack;
const quiet = new AbortController().signal;
const marker = 'catops:INC-2026-014:0a1b2c3d4e5f:headline';
const since = new Date(Date.now() - 1000).toISOString();
const room = { marker: 'catops:INC-2026-014:0a1b2c3d4e5f:room', channelName: 'inc-2026-014-5xx' };
const headline: Headline = {
  id: 'INC-2026-014',
  title: '5xx on /v1/images/*/analysis',
  severity: 'sev1',
  state: 'investigating',
  practice: false,
  summary: 'All public routes answer 503.',
  facts: [{ label: 'Lead', value: 'Ada' }],
  links: [{ title: 'Card', url: 'https://trello.com/c/1?a=1&b=2' }],
  updatedAt: '2026-11-15T10:20:00.000Z',
};

// The client is loaded at its first call, which must not count against that call's time.
beforeAll(async () => {
  await import('@slack/web-api');
});

beforeEach(async () => {
  vendor = await startLoopbackSlack();
});

afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

function chatWith(given: Partial<SlackOptions> = {}) {
  const { url, account } = vendor;
  const token = new Secret(account.token);
  return createSlackChat({ url, token, fetch, timeoutMs: 800, ...given });
}

async function roomOf(chat = chatWith()): Promise<string> {
  const opened = await chat.openRoom({ ...room, topic: 'sev1' }, quiet);
  if (opened.kind !== 'done') throw new Error(JSON.stringify(opened));
  return opened.value.id;
}

describe('the channel of an incident', () => {
  it('is made once, marked, and found again by whoever asks', async () => {
    const first = await chatWith().openRoom({ ...room, topic: 'sev1 · '.repeat(60) }, quiet);
    const again = await chatWith().openRoom({ ...room, topic: 'sev1' }, quiet);
    const found = await chatWith().findRoom(room, quiet);
    expect(vendor.channels.map(({ name }) => name)).toEqual(['inc-2026-014-5xx']);
    const value = { id: vendor.channels[0]?.id, url: expect.stringContaining('/archives/C') };
    expect([first, again, found]).toEqual(
      Array(3).fill(expect.objectContaining({ kind: 'done', value })),
    );
  });

  it('is the one made before the kill, though it carries no marker yet', async () => {
    vendor.fail('POST /api/conversations.setPurpose', 'reset');
    const cut = await chatWith().openRoom({ ...room, topic: '' }, quiet);
    expect(cut.kind).toBe('unknown');
    expect(await chatWith().findRoom(room, quiet)).toMatchObject({
      value: { id: expect.any(String) },
    });
    await roomOf();
    expect(vendor.channels.map(({ purpose }) => purpose.includes(room.marker))).toEqual([true]);
  });

  it('takes another name when somebody else has it, the same one in every attempt', async () => {
    vendor.addChannel('inc-2026-014-5xx', { purpose: 'ours since 2019' });
    const id = await roomOf();
    expect(await roomOf()).toBe(id);
    expect(vendor.channels.map(({ name }) => name)).toEqual([
      'inc-2026-014-5xx',
      'inc-2026-014-5xx-2',
    ]);
  });

  it('is never the one that another machine made for another incident of that number', async () => {
    const theirs = { ...room, marker: 'catops:INC-2026-014:ffffffffffff:room', topic: '' };
    const other = await chatWith().openRoom(theirs, quiet);
    expect(await chatWith().findRoom(room, quiet)).toMatchObject({ value: null });
    const id = await roomOf();
    expect(other).not.toMatchObject({ value: { id } });
    expect(vendor.channels).toHaveLength(2);
  });

  it('is joined by another machine with the key until it is over, and then left alone', async () => {
    const join = 'catops:cats:key:0123456789abcdef';
    const channelName = 'inc-high-error-rate-89abcdef';
    const ours = { marker: room.marker, join, channelName, topic: 'sev1' };
    const theirs = { ...ours, marker: 'catops:INC-2026-002:ffffffffffff:room' };
    const chat = chatWith();
    const first = await chat.openRoom(ours, quiet);
    const id = vendor.channels[0]?.id ?? '';
    const early = await chatWith().openRoom(theirs, quiet);
    const posted = await chat.postHeadline({ room: id, marker, join, headline }, quiet);
    const late = await chatWith().openRoom(theirs, quiet);
    expect([first, early, late]).toMatchObject([
      { kind: 'done', value: { id } },
      { joined: true, value: { id } },
      { joined: true, value: { id } },
    ]);
    expect(vendor.count('POST /api/conversations.setTopic')).toBe(1);
    const message = posted.kind === 'done' ? posted.value.id : '';
    const over = { ...headline, state: 'resolved' as const };
    await chat.editHeadline({ room: id, message, join: null, headline: over }, quiet);
    const again = await chatWith().openRoom(theirs, quiet);
    expect(again).toMatchObject({ kind: 'done', value: { id: vendor.channels[1]?.id } });
    expect(again).not.toHaveProperty('joined');
  });

  it('is not made a second time while the listing lags', async () => {
    await roomOf();
    vendor.lagMs = 60_000;
    expect(await chatWith().openRoom({ ...room, topic: '' }, quiet)).toMatchObject({
      kind: 'unknown',
    });
    expect(vendor.channels).toHaveLength(1);
  });

  it('is found on the last page of many', async () => {
    await vendor.close();
    vendor = await startLoopbackSlack({ largestPage: 2 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) vendor.addChannel(name);
    const id = await roomOf();
    expect(await chatWith().findRoom(room, quiet)).toMatchObject({ value: { id } });
  });

  it('is the shared one when that is set, and nothing is made', async () => {
    const shared = vendor.addChannel('incidents').id;
    const opened = await chatWith({ channel: shared }).openRoom({ ...room, topic: '' }, quiet);
    expect([opened.kind, vendor.channels.length]).toEqual(['done', 1]);
    expect(vendor.count('POST /api/conversations.create')).toBe(0);
  });
});

describe('what is written', () => {
  it('shows no mention and no markup of whoever named the incident', async () => {
    const chat = chatWith();
    const id = await roomOf(chat);
    const evil = '<!channel> <@UADA> & <https://evil|x> \u001b[31mred\u202e';
    const facts = [{ label: evil, value: evil }];
    const links = [
      { title: evil, url: 'https://x.test/?q=<!here>|y' },
      { title: evil, url: 'javascript:1' },
    ];
    const shown = { ...headline, title: evil, summary: evil, facts, links };
    const posted = await chat.postHeadline({ room: id, marker, headline: shown }, quiet);
    await chat.reply(
      { room: id, thread: String(vendor.messages[0]?.ts), marker: 'r', text: evil },
      quiet,
    );
    expect([posted.kind, vendor.messages.length, vendor.mentions]).toEqual(['done', 2, []]);
    const sent = vendor.messages.map(({ text, blocks }) => text + JSON.stringify(blocks)).join();
    expect(sent).not.toMatch(/\p{Cc}|\p{Cf}|javascript:/u);
    expect(vendor.messages[1]?.text).toContain('&lt;!channel&gt;');
  });

  it('fits whatever its length, and says where it was cut', async () => {
    const chat = chatWith();
    const id = await roomOf(chat);
    const long = '"<&>" '.repeat(20_000);
    const many = Array.from({ length: 40 }, () => ({ label: long, value: long }));
    const links = Array.from({ length: 40 }, (_, at) => ({
      title: long,
      url: `https://x.test/${at}`,
    }));
    const shown = { ...headline, title: long, summary: long, facts: many, links };
    const posted = await chat.postHeadline({ room: id, marker, headline: shown }, quiet);
    expect(posted.kind).toBe('done');
    const thread = posted.kind === 'done' ? posted.value.id : '';
    const edited = await chat.editHeadline({ room: id, message: thread, headline: shown }, quiet);
    const reply = await chat.reply({ room: id, thread, marker: 'r', text: long }, quiet);
    expect([edited.kind, reply.kind]).toEqual(['done', 'done']);
    expect(vendor.messages[1]?.text).toMatch(/…\n_Cut here/);
  });

  it('is one headline, edited in place and pinned, its marker kept', async () => {
    const chat = chatWith();
    const id = await roomOf(chat);
    const posted = await chat.postHeadline({ room: id, marker, headline }, quiet);
    const message = posted.kind === 'done' ? posted.value.id : '';
    const state = 'resolved' as const;
    await chat.editHeadline({ room: id, message, headline: { ...headline, state } }, quiet);
    const pins = [
      await chat.pin({ room: id, message }, quiet),
      await chat.pin({ room: id, message }, quiet),
    ];
    expect(pins.map(({ kind }) => kind)).toEqual(['done', 'done']);
    expect(vendor.messages).toHaveLength(1);
    expect(vendor.messages[0]).toMatchObject({
      edits: 1,
      text: expect.stringContaining('resolved'),
    });
    const found = await chat.findMessage({ room: id, thread: null, marker, since }, quiet);
    expect(found).toMatchObject({
      value: { id: message, url: expect.stringContaining('/archives/') },
    });
  });

  it('is gone when somebody deleted it', async () => {
    const chat = chatWith();
    const id = await roomOf(chat);
    const edited = await chat.editHeadline({ room: id, message: '1.1', headline }, quiet);
    expect(edited).toMatchObject({ kind: 'permanent', code: 'gone' });
  });
});

describe('what people wrote', () => {
  it('is read without our own messages, with names and plain text', async () => {
    const chat = chatWith();
    const id = await roomOf(chat);
    const posted = await chat.postHeadline({ room: id, marker, headline }, quiet);
    const thread = posted.kind === 'done' ? posted.value.id : '';
    await chat.reply({ room: id, thread, marker: 'r', text: 'ours' }, quiet);
    vendor.say(
      id,
      thread,
      'UADA',
      'db is down &amp; <@UGRACE> looks <https://x.test|graph>',
      'graph.png',
    );
    vendor.say(id, null, 'UADA', 'elsewhere');
    expect(await chat.readThread({ room: id, thread }, quiet)).toMatchObject({
      kind: 'done',
      value: [
        {
          by: 'Ada Mouser',
          text: 'db is down & @Grace Whiskers looks graph (https://x.test) [file: graph.png]',
          url: expect.stringContaining('thread_ts='),
        },
      ],
    });
  });
});

describe('exactly one is made', () => {
  it.each(passingFaults)('channel, headline and reply, when each write meets %s', async (fault) => {
    const chat = chatWith();
    vendor.fail('POST /api/conversations.create', fault);
    vendor.fail('POST /api/chat.postMessage', fault);
    // After what made the channel, it is found before it is marked.
    if (!fault.endsWith('-after-work')) vendor.fail('POST /api/conversations.setPurpose', fault);
    const opened = await untilDone(
      () => chat.openRoom({ ...room, topic: '' }, quiet),
      () => chat.findRoom(room, quiet),
    );
    const id = opened.value.id;
    const posted = await untilDone(
      () => chat.postHeadline({ room: id, marker, headline }, quiet),
      () => chat.findMessage({ room: id, thread: null, marker, since }, quiet),
    );
    vendor.fail('POST /api/chat.postMessage', fault);
    const reply = { room: id, thread: posted.value.id, marker: 'catops:reply:1' };
    await untilDone(
      () => chat.reply({ ...reply, text: 'found it' }, quiet),
      () => chat.findMessage({ ...reply, since }, quiet),
    );
    vendor.fail('POST /api/chat.update', fault);
    await untilDone(
      () => chat.editHeadline({ room: id, message: posted.value.id, headline }, quiet),
      null,
    );
    vendor.fail('POST /api/pins.add', fault);
    await untilDone(() => chat.pin({ room: id, message: posted.value.id }, quiet), null);
    expect([vendor.channels.length, vendor.messages.length]).toEqual([1, 2]);
    expect(vendor.channels[0]?.pins.size).toBe(1);
    expect(posted.kinds[0]).toBe(fault.startsWith('rate-limit') ? 'rate-limited' : 'unknown');
  });

  it('attempt at each write, whatever comes back', async () => {
    const chat = chatWith();
    const id = await roomOf(chat);
    for (const fault of passingFaults) {
      const before = vendor.count('POST /api/chat.postMessage');
      vendor.fail('POST /api/chat.postMessage', fault, { retryAfter: 9 });
      const outcome = await chat.reply({ room: id, thread: '', marker, text: 'x' }, quiet);
      expect([fault, vendor.count('POST /api/chat.postMessage') - before]).toEqual([fault, 1]);
      if (fault === 'rate-limit') expect(outcome).toMatchObject({ retryAfterMs: 9000 });
      if (fault === 'rate-limit-unsaid') expect(outcome).toMatchObject({ retryAfterMs: null });
    }
  });
});

describe('a failure', () => {
  it.each(faults)('after %s carries no token', async (fault) => {
    const chat = chatWith();
    vendor.fail('POST /api/conversations.create', fault);
    const outcome = await chat.openRoom({ ...room, topic: '' }, quiet);
    expect(outcome.kind).not.toBe('done');
    expect(leaksIn(outcome, [vendor.account.token])).toEqual([]);
  });

  it('for want of a network is known not to have been sent', async () => {
    await vendor.close();
    const outcome = await chatWith().openRoom({ ...room, topic: '' }, quiet);
    expect(outcome.kind).toBe('refused-before-send');
  });

  it.each([
    ['a refused token', { token: new Secret('xoxb-canary-wrong') }, 'credential'],
    ['a channel that is not there', { channel: 'CNOWHERE' }, 'gone'],
  ] as const)('for %s is permanent, with what to do', async (_, given, code) => {
    const chat = chatWith(given);
    const outcome = await chat.postHeadline({ room: 'CNOWHERE', marker, headline }, quiet);
    expect(outcome).toMatchObject({ kind: 'permanent', code, hint: expect.stringMatching(/\w/) });
    expect(leaksIn(outcome, ['xoxb-canary-wrong'])).toEqual([]);
  });

  it('for want of a scope names the scope', async () => {
    await vendor.close();
    vendor = await startLoopbackSlack({ scopes: ['chat:write'] });
    const outcome = await chatWith().openRoom({ ...room, topic: '' }, quiet);
    expect(outcome).toMatchObject({
      code: 'credential',
      message: expect.stringContaining('channels:manage'),
    });
  });

  it('of the look-up of who we are costs a post a second, not the post', async () => {
    const chat = chatWith({ timeoutMs: 5000 });
    const channel = vendor.addChannel('incidents').id;
    vendor.fail('POST /api/auth.test', 'hang');
    const outcome = await chat.postHeadline({ room: channel, marker, headline }, quiet);
    expect(outcome).toMatchObject({ kind: 'done', value: { url: null } });
  });
});
