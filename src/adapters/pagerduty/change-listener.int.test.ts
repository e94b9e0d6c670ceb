import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ToldChange } from '../../environments/change-listener.js';
import { Secret } from '../../platform/secret.js';
import { createPagerDutyChanges } from './change-listener.js';
import { type LoopbackPagerDuty, startLoopbackPagerDuty } from './loopback/server.js';

const quiet = new AbortController().signal;
const told: ToldChange = {
  ...{ environment: 'cat-api-prod', kind: 'deploy', actor: 'alice@example.org', step: 'started' },
  ...{ at: '2026-11-15T10:20:00.000Z', from: 'v1', to: 'v2' },
  summary: 'Deploy v2 to cat-api-prod (was v1)',
};

let vendor: LoopbackPagerDuty;

// The client is loaded at its first call, which must not count against that call's time.
beforeAll(async () => {
  await import('@pagerduty/pdjs');
});
beforeEach(async () => {
  vendor = await startLoopbackPagerDuty();
});
afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

function tell(change: ToldChange) {
  const { account, url } = vendor;
  const routingKey = new Secret(account.routingKey);
  const access = { eventsUrl: url, apiUrl: url, routingKey, timeoutMs: 800 };
  return createPagerDutyChanges(access).tell(change, quiet);
}

it('tells of a change, and wakes nobody', async () => {
  expect(await tell({ ...told, summary: 'x'.repeat(2000), from: null })).toBeNull();
  expect(vendor.changes).toMatchObject([
    { payload: { source: 'cat-api-prod', timestamp: told.at, custom_details: { to: 'v2' } } },
  ]);
  expect(vendor.changes[0]?.summary).toHaveLength(1024);
  expect(vendor.pages()).toBe(0);
});

it.each(['rate-limit', 'hang-after-work', 'reset', 'error'] as const)(
  'that meets a %s is said in a sentence, and not repeated',
  async (fault) => {
    vendor.fail('POST /v2/change/enqueue', fault);
    expect(await tell(told)).toMatch(/^PagerDuty .*\.$/);
    expect(vendor.count('POST /v2/change/enqueue')).toBe(1);
  },
);
