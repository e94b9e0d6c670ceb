import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type LoopbackSendGrid,
  sendGridKey,
  startLoopbackSendGrid,
} from '../testing/loopback-sendgrid.js';
import { leaksIn } from '../testing/secret-canary.js';
import type { MailMessage } from './compose-mail.js';
import { Secret } from './secret.js';
import { createSendGrid, sendGridOf } from './sendgrid.js';

const route = 'POST /v3/mail/send';
const quiet = new AbortController().signal;
const mail: MailMessage = {
  key: '2018-11-15-rollup-cats',
  at: Date.UTC(2018, 10, 16, 0, 30),
  from: { name: 'catops, on call', address: 'catops@example.com' },
  to: [
    { name: 'Ada Mouser', address: 'ada@example.com' },
    { name: '', address: 'grace@example.com' },
  ],
  subject: 'Cats on 2018-11-15\r\nBcc: all@example.com',
  text: 'The day in {{numbers}}\n',
  html: '<!doctype html>\n<p>The day in {{numbers}}</p>\n',
};
let vendor: LoopbackSendGrid;

// The client is loaded at its first call, which must not count against that call's time.
beforeAll(async () => {
  await import('@sendgrid/mail');
});
beforeEach(async () => {
  vendor = await startLoopbackSendGrid();
});
afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

const send = (message = mail, key = sendGridKey, signal = quiet, timeoutMs = 15_000) =>
  createSendGrid({ url: vendor.url, key: new Secret(key), timeoutMs })(message, signal);

describe('mail by SendGrid', () => {
  it('goes out as text and HTML, to its people, with nothing that tracks them', async () => {
    expect(await send()).toEqual({ kind: 'done', value: { id: 'loopback-1' } });
    expect(vendor.mails).toEqual([
      {
        to: [{ email: 'ada@example.com', name: 'Ada Mouser' }, { email: 'grace@example.com' }],
        from: { email: 'catops@example.com', name: 'catops, on call' },
        subject: 'Cats on 2018-11-15 Bcc: all@example.com',
        headers: {
          'Message-ID': '<2018-11-15-rollup-cats.a8aa0d56829edc82@example.com>',
          'Auto-Submitted': 'auto-generated',
        },
        content: { 'text/plain': mail.text, 'text/html': mail.html },
        tracking: {
          click_tracking: { enable: false, enable_text: false },
          open_tracking: { enable: false },
          subscription_tracking: { enable: false },
          ganalytics: { enable: false },
        },
      },
    ]);
  });

  it.each([
    [{}, 'SG.another', 'credential', /401: The provided authorization grant is invalid/],
    [{ from: { name: '', address: 'x@y.example' } }, sendGridKey, 'credential', /403: .*\(from\)/],
    [{ to: [{ name: '', address: 'a@invalid.example' }] }, sendGridKey, 'invalid', /valid address/],
  ] as const)('is refused for good in a sentence: %j', async (change, key, code, message) => {
    expect(await send({ ...mail, ...change }, key)).toMatchObject({
      ...{ kind: 'permanent', code, message: expect.stringMatching(message) },
    });
    expect(vendor.mails).toEqual([]);
  });

  it.each([
    ['rate-limit', { kind: 'rate-limited', retryAfterMs: 7000 }],
    ['rate-limit-unsaid', { kind: 'rate-limited', retryAfterMs: null }],
    ['error', { kind: 'unknown' }],
    ['hang', { kind: 'unknown' }],
    ['reset-after-work', { kind: 'unknown' }],
    ['html-ok', { kind: 'unknown' }],
    ['echo', { kind: 'permanent' }],
  ] as const)('tells what %s means, and no secret', async (fault, expected) => {
    vendor.fail(route, fault, { retryAfter: 7 });
    const failed = await send(mail, sendGridKey, quiet, fault === 'hang' ? 300 : undefined);
    expect(failed).toMatchObject(expected);
    expect(leaksIn(failed, [sendGridKey])).toEqual([]);
  });

  it('sends nothing when it was stopped before, or when nobody listens', async () => {
    expect((await send(mail, sendGridKey, AbortSignal.abort())).kind).toBe('refused-before-send');
    await vendor.close();
    expect((await send()).kind).toBe('refused-before-send');
    expect(vendor.requests).toEqual([]);
  });
});

it('fails alone where its key is not set', async () => {
  const send = sendGridOf({ sendgridKey: undefined, sendgridUrl: 'https://api.sendgrid.com' });
  expect(await send(mail, quiet)).toMatchObject({ kind: 'permanent', code: 'credential' });
});

it('goes to no address that is not encrypted', () => {
  const key = new Secret(sendGridKey);
  expect(() => createSendGrid({ url: 'http://mail.example', key })).toThrow(/must be https/);
});
