import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/node-host.js';
import { Secret } from '../../platform/secret.js';
import { leaksIn } from '../../testing/secret-canary.js';
import type { SlackOptions } from './chat.js';
import { createSlackCheckup } from './check.js';
import { type LoopbackSlack, startLoopbackSlack } from './loopback/server.js';

let vendor: LoopbackSlack;
const quiet = new AbortController().signal;

beforeEach(async () => {
  vendor = await startLoopbackSlack();
});

afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

async function examined(given: Partial<SlackOptions> = {}): Promise<unknown[]> {
  const { url, account } = vendor;
  const token = new Secret(account.token);
  const options = { url, token, fetch, clock: systemClock, ...given };
  const findings = await createSlackCheckup(options).examine(quiet);
  expect(leaksIn(findings, [account.token, 'xoxb-canary-wrong'])).toEqual([]);
  for (const { state, mend } of findings) expect(mend === null).toBe(state === 'ok');
  return findings.map(({ check, state }) => [check, state]);
}

describe('the checkup of Slack', () => {
  it('finds nothing to mend in a sound set-up, and posts nothing', async () => {
    const channel = vendor.addChannel('incidents').id;
    const sound = ['token', 'scopes', 'channel', 'clock'].map((check) => [check, 'ok']);
    expect([await examined(), await examined({ channel })]).toEqual([sound, sound]);
    expect(vendor.messages).toEqual([]);
  });

  it('finds a refused token', async () => {
    const token = new Secret('xoxb-canary-wrong');
    expect(await examined({ token })).toEqual([['token', 'broken']]);
  });

  it.each([
    [['chat:write', 'pins:write', 'channels:history', 'channels:read'], 'broken'],
    [['chat:write', 'pins:write', 'groups:history', 'groups:read', 'groups:write'], 'warning'],
  ] as const)('finds what is missing in the scopes %j', async (scopes, state) => {
    await vendor.close();
    vendor = await startLoopbackSlack({ scopes });
    expect(await examined()).toContainEqual(['scopes', state]);
  });

  it('finds a channel that is archived, that the app is not in, or that is not there', async () => {
    const archived = vendor.addChannel('old');
    archived.archived = true;
    const strange = vendor.addChannel('strange', { member: false });
    for (const channel of [archived.id, strange.id, 'CNONE'])
      expect(await examined({ channel })).toContainEqual(['channel', 'broken']);
  });
});
