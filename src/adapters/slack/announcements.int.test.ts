import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Announcements } from '../../announcements/ports.js';
import { Secret } from '../../platform/secret.js';
import { createSlackAnnouncements } from './announcements.js';
import { type LoopbackSlack, startLoopbackSlack } from './loopback/server.js';

const quiet = new AbortController().signal;
const marker = 'catops:cats:rollup:2018-11-15';
const since = new Date(Date.now() - 1000).toISOString();
let vendor: LoopbackSlack;
let channel: string;

// The client is loaded at its first call, which must not count against that call's time.
beforeAll(async () => {
  await import('@slack/web-api');
});

beforeEach(async () => {
  vendor = await startLoopbackSlack();
  channel = vendor.addChannel('cats-daily').id;
});

afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

function announcements(): Announcements {
  const { url, account } = vendor;
  const token = new Secret(account.token);
  return createSlackAnnouncements({ url, token, fetch, channel, timeoutMs: 800 });
}

describe('a note in Slack', () => {
  it('is one message of its own, found again by its marker and no other', async () => {
    const posted = await announcements().post({ marker, markup: '*1,204* sign-ups today' }, quiet);
    const found = await announcements().find({ marker, since }, quiet);
    const other = await announcements().find({ marker: `${marker}x`, since }, quiet);
    expect(found).toMatchObject({ kind: 'done', value: (posted as { value?: unknown }).value });
    expect(other).toMatchObject({ kind: 'done', value: null });
    expect(vendor.messages).toMatchObject([
      { channel, thread: null, text: '*1,204* sign-ups today' },
    ]);
  });

  it('calls nobody, whatever is in it', async () => {
    const markup = 'image <!channel> and <@UADA> and <!subteam^S1|all> <https://a.example|link>';
    await announcements().post({ marker, markup }, quiet);
    expect(vendor.mentions).toEqual([]);
    expect(vendor.messages[0]?.text).toContain('<https://a.example|link>');
  });

  it('is there once and found when its answer was lost', async () => {
    vendor.fail('POST /api/chat.postMessage', 'hang-after-work');
    const lost = await announcements().post({ marker, markup: 'x' }, quiet);
    const found = await announcements().find({ marker, since }, quiet);
    expect([lost.kind, found.kind === 'done' && found.value !== null]).toEqual(['unknown', true]);
    expect(vendor.messages).toHaveLength(1);
  });
});
