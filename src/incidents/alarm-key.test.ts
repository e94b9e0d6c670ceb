import { expect, it } from 'vitest';
import { incidentKeyOf, isKeyOf } from './alarm-key.js';

it('is another for each firing, and known by the name of the alarm', () => {
  const first = incidentKeyOf('api-down', '2026-11-29T15:40:30.000Z');
  expect(first).not.toBe(incidentKeyOf('api-down', '2026-11-29T15:41:00.000Z'));
  expect(isKeyOf(first, 'api-down')).toBe(true);
  expect(isKeyOf('api-down', 'api-down')).toBe(true);
  expect(isKeyOf(first, 'api')).toBe(false);
  expect(isKeyOf(null, 'api-down')).toBe(false);
  expect(isKeyOf('alarm:api-down-twice@x', 'api-down')).toBe(false);
});

it('of an alarm of routes is about each of them', () => {
  const key = incidentKeyOf('latency-p99', '2026-11-29T15:40:30.000Z');
  expect(isKeyOf(key, 'latency-p99 GET /v1/images/{image_id}')).toBe(true);
  expect(isKeyOf(incidentKeyOf('latency-p99 GET /v1/breeds', 'x'), 'latency-p99')).toBe(false);
});
