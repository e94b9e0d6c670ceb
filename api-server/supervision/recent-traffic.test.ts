import { expect, it } from 'vitest';
import { latencyBounds } from '../../src/contracts/metric-sample.js';
import type { MetricsSnapshot } from '../http/metrics.js';
import { RecentTraffic } from './recent-traffic.js';

/** Counters since the start: replies by status, all of them in one latency bucket. */
function snapshot(requests: Record<string, number>, bucket = 0): MetricsSnapshot {
  const count = Object.values(requests).reduce((sum, each) => sum + each, 0);
  const buckets = new Array<number>(latencyBounds.length + 1).fill(0);
  buckets[bucket] = count;
  const route = { route: 'GET /', requests, buckets };
  return { routes: [route] } as unknown as MetricsSnapshot;
}

it('tells of nothing while nobody asks', () => {
  const traffic = new RecentTraffic();
  expect(traffic.summary()).toBeNull();
  for (let second = 0; second < 5; second += 1) traffic.note(snapshot({ 200: 7 }), second * 1000);
  expect(traffic.summary()).toBeNull();
});

it('tells of the last ten seconds, not of what was before', () => {
  const traffic = new RecentTraffic();
  // A failure a second for a minute, and then two good answers a second.
  for (let second = 0; second <= 80; second += 1) {
    const good = Math.max(0, second - 60) * 2;
    traffic.note(snapshot({ 500: Math.min(60, second), 200: good, 404: good }), second * 1000);
  }
  expect(traffic.summary()).toMatchObject({
    ...{ perSecond: 4, s2xx: 2, s3xx: 0, s4xx: 2, s5xx: 0 },
  });
});

it('reads percentiles evenly spread in their bucket, and never beyond the last bound', () => {
  const traffic = new RecentTraffic();
  traffic.note(snapshot({}, 2), 0);
  traffic.note(snapshot({ 200: 100 }, 2), 1000);
  const [, low = 0, high = 0] = latencyBounds;
  const { p50 = 0, p99 = 0 } = traffic.summary() ?? {};
  expect(p50).toBeCloseTo(low + (high - low) / 2);
  expect(p99).toBeCloseTo(low + (high - low) * 0.99);
  const slow = new RecentTraffic();
  slow.note(snapshot({}), 0);
  slow.note(snapshot({ 200: 3 }, latencyBounds.length), 1000);
  expect(slow.summary()?.p50).toBe(latencyBounds.at(-1));
});
