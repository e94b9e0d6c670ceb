import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../platform/secret.js';
import { leaksIn } from '../../testing/secret-canary.js';
import { createPagerDutyCheckup } from './check.js';
import { type LoopbackPagerDuty, startLoopbackPagerDuty } from './loopback/server.js';
import type { PagerDutyOptions } from './on-call.js';

let vendor: LoopbackPagerDuty;
const quiet = new AbortController().signal;

beforeEach(async () => {
  vendor = await startLoopbackPagerDuty();
});

afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

async function examined(given: Partial<PagerDutyOptions> = {}, skewMs = 0): Promise<unknown[]> {
  const { account, url } = vendor;
  const findings = await createPagerDutyCheckup({
    eventsUrl: url,
    apiUrl: url,
    routingKey: new Secret(account.routingKey),
    token: new Secret(account.apiToken),
    from: 'ada@example.com',
    services: [account.service.id],
    clock: { now: () => Date.now() + skewMs, monotonic: () => 0, sleep: async () => undefined },
    ...given,
  }).examine(quiet);
  expect(leaksIn(findings, [account.routingKey, account.apiToken, 'canary-wrong'])).toEqual([]);
  for (const { state, mend } of findings) expect(mend === null).toBe(state === 'ok');
  return findings.map(({ check, state }) => [check, state]);
}

describe('the checkup of PagerDuty', () => {
  it('finds nothing to mend in a sound set-up, and wakes nobody', async () => {
    expect(await examined()).toEqual([
      ['routing key', 'ok'],
      ['REST key', 'ok'],
      ['user', 'ok'],
      ['service PSVC001', 'ok'],
      ['on call', 'ok'],
      ['clock', 'ok'],
    ]);
    expect(vendor.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it.each([
    [
      'a routing key of another shape',
      { routingKey: new Secret('short') },
      ['routing key', 'broken'],
    ],
    ['a user nobody knows', { from: 'nobody@example.com' }, ['user', 'broken']],
    ['no user', { from: undefined }, ['user', 'absent']],
    ['no token', { token: undefined }, ['REST key', 'absent']],
    ['a refused token', { token: new Secret('canary-wrong') }, ['REST key', 'broken']],
    ['a service that is not there', { services: ['PNONE'] }, ['service PNONE', 'broken']],
    ['no service', { services: [] }, ['on call', 'broken']],
  ] as const)('finds %s', async (_, given, finding) => {
    expect(await examined(given)).toContainEqual(finding);
  });

  it('finds that nobody is on call', async () => {
    await vendor.close();
    vendor = await startLoopbackPagerDuty({ users: [] });
    expect(await examined()).toContainEqual(['on call', 'broken']);
  });

  it.each([-10_000, 10_000])('finds a clock that is %d ms off', async (skew) => {
    expect(await examined({}, skew)).toContainEqual(['clock', 'warning']);
  });

  it('says that it could not ask', async () => {
    await vendor.close();
    expect(await examined()).toEqual([
      ['routing key', 'ok'],
      ['REST key', 'broken'],
    ]);
  });
});
