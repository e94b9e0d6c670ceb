import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createCloudWatchAlarms } from '../../adapters/cloudwatch/alarm-source.js';
import {
  type LoopbackCloudWatch,
  startLoopbackCloudWatch,
} from '../../adapters/cloudwatch/loopback/server.js';
import type { Clock } from '../../platform/host.js';
import { systemClock } from '../../platform/node-host.js';
import { stubAwsEnvironment } from '../../testing/aws-environment.js';
import { followAlarms } from './follow-alarms.js';
import type { FollowEvent } from './follow-event.js';

/** Fifteen seconds of waiting pass in a tenth of one. */
const fast: Clock = {
  now: systemClock.now,
  monotonic: () => systemClock.monotonic() * 150,
  sleep: (ms, signal) => systemClock.sleep(ms / 150, signal),
};

let vendor: LoopbackCloudWatch;

beforeAll(async () => {
  vendor = await startLoopbackCloudWatch();
});
beforeEach(() => {
  stubAwsEnvironment();
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH', vendor.url);
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => vendor.close());

it('tells each change of all types once, over pages that are empty, late, double and refused', async () => {
  vendor.has('error-share');
  vendor.has('queue-age');
  vendor.has('api-unusable', { kind: 'CompositeAlarm', AlarmRule: 'ALARM("error-share")' });
  Object.assign(vendor, { pageSize: 1, tellsTwice: true, clockAheadMs: 7 * 60_000 });
  const events: FollowEvent[] = [];
  const stop = new AbortController();
  const seen = (kind: FollowEvent['kind']) => events.filter((event) => event.kind === kind).length;
  const deps = {
    ...{ source: createCloudWatchAlarms({ clock: fast }), clock: fast, cursor: null },
    ...{ release: async () => null, fraction: () => 0.5 },
  };
  const filter = { prefix: null, types: [], name: null, states: [] };
  const request = { everyMs: 15_000, filter, since: null, forMs: null, heartbeatMs: null };
  const following = followAlarms(deps, request, (event) => events.push(event), stop.signal);
  await expect.poll(() => seen('looked')).toBeGreaterThan(0);

  vendor.emptyPages = 2;
  vendor.become('error-share', 'ALARM');
  vendor.become('api-unusable', 'ALARM');
  vendor.become('queue-age', 'INSUFFICIENT_DATA');
  vendor.become('queue-age', 'OK');
  await expect.poll(() => seen('changed')).toBe(4);
  vendor.historyLagMs = 60_000;
  vendor.become('error-share', 'OK');
  await expect.poll(() => seen('changed')).toBe(5);
  vendor.historyLagMs = 0;
  vendor.refuse('ThrottlingException', 'Rate exceeded');
  vendor.become('error-share', 'ALARM');
  await expect.poll(() => seen('slowed'), { timeout: 20_000 }).toBe(1);
  vendor.refusal = null;
  await expect.poll(() => seen('changed'), { timeout: 20_000 }).toBe(6);
  stop.abort();
  expect(await following).toMatchObject({ why: 'stopped', changes: 6 });
  const told = events.flatMap((event) => (event.kind === 'changed' ? [event.told] : []));
  expect(told.map(({ change }) => `${change.name} ${change.to}`).sort()).toEqual([
    'api-unusable ALARM',
    'error-share ALARM',
    'error-share ALARM',
    'error-share OK',
    'queue-age INSUFFICIENT_DATA',
    'queue-age OK',
  ]);
  expect(told.filter(({ source }) => source === 'state')).toHaveLength(1);
});
