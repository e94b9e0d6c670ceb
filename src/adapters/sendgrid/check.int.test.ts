import { afterEach, beforeEach, expect, it } from 'vitest';
import { Secret } from '../../platform/secret.js';
import {
  type LoopbackSendGrid,
  sendGridKey,
  startLoopbackSendGrid,
} from '../../testing/loopback-sendgrid.js';
import { leaksIn } from '../../testing/secret-canary.js';
import { createSendGridCheckup } from './check.js';

let vendor: LoopbackSendGrid;
beforeEach(async () => {
  vendor = await startLoopbackSendGrid();
});
afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

async function examined(key: string | undefined = sendGridKey) {
  const secret = key === '' ? undefined : new Secret(key);
  const checkup = createSendGridCheckup({ url: vendor.url, key: secret, fetch });
  const findings = await checkup.examine(new AbortController().signal);
  expect(leaksIn(findings, [sendGridKey])).toEqual([]);
  return findings.map(({ state, says }) => `${state}: ${says}`);
}

it('finds a key that may do what is needed, too much, too little, or nothing', async () => {
  expect(await examined()).toEqual(['ok: The key may send mail, and nothing else.']);
  vendor.scopes = ['mail.send', 'user.profile.update'];
  expect(await examined()).toEqual([
    'warning: The key may send mail, and 1 other things that nothing here needs.',
  ]);
  vendor.scopes = ['stats.read'];
  expect(await examined()).toEqual(['broken: The key may not send mail: it lacks mail.send.']);
  expect(await examined('SG.old')).toEqual([
    expect.stringMatching(/^broken: SendGrid answered 401: The provided authorization grant/),
  ]);
  expect(await examined('')).toEqual(['broken: No key is set: no mail leaves.']);
  vendor.fail('GET /v3/scopes', 'html-ok');
  expect(await examined()).toEqual([expect.stringMatching(/^broken: SendGrid/)]);
  expect(vendor.mails).toEqual([]);
});
