import { afterEach, beforeEach, expect, it } from 'vitest';
import { Secret } from '../../platform/secret.js';
import { type LoopbackPagerDuty, startLoopbackPagerDuty } from './loopback/server.js';
import { openIncident } from './loopback/state.js';
import { createPagerDutyFinder } from './page-finder.js';

const quiet = new AbortController().signal;
let vendor: LoopbackPagerDuty;

beforeEach(async () => {
  vendor = await startLoopbackPagerDuty();
});
afterEach(async () => {
  await vendor.close();
  vendor.verify();
});

const opened = (title: string) =>
  openIncident(vendor, { key: title, title, details: null, links: null }, vendor.account);

async function found(alarms: readonly string[], from: string, token = vendor.account.apiToken) {
  const { account, url } = vendor;
  const finder = createPagerDutyFinder({
    ...{ eventsUrl: url, apiUrl: url, services: [account.service.id] },
    ...{ routingKey: new Secret(account.routingKey), token: new Secret(token) },
  });
  const seen = await finder.find(alarms, from, quiet);
  return seen.map(({ alarm, ok, says }) => [alarm, ok, says]);
}

it('finds what an alarm opened since, by its title as the topic has it, and nothing else', async () => {
  const long = `catops/latency-p99 GET /v1/images/{image_id}/${'x'.repeat(80)}`;
  opened('ALARM: "catops/queue-age" in EU (Ireland)');
  opened('ALARM: "catops/api-unusable" in EU (Ireland)');
  opened(`ALARM: "${long.slice(0, 60)}..." in EU (Ireland)`);
  const from = new Date(Date.now() - 1000).toISOString();
  expect(await found(['catops/api-unusable', long], from)).toEqual([
    ['catops/api-unusable', true, 'PagerDuty incident #2 is triggered, assigned to Ada Mouser.'],
    [long, true, 'PagerDuty incident #3 is triggered, assigned to Ada Mouser.'],
  ]);
  expect(await found(['catops/api'], new Date(Date.now() + 60_000).toISOString())).toEqual([]);
});

it('says what is wrong with the key, and that nobody answers', async () => {
  const from = new Date().toISOString();
  await expect(found(['a'], from, 'canary-wrong')).rejects.toMatchObject({
    code: 'credential-refused',
  });
  vendor.fail('GET /incidents', 'html');
  await expect(found(['a'], from)).rejects.toMatchObject({ code: 'vendor-unreachable' });
});
