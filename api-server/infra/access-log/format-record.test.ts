import { expect, it } from 'vitest';
import type { AccessLogRecord } from '../../../src/contracts/access-log.js';
import { formatRecord, hourOf, partitionOf } from './format-record.js';

const record: AccessLogRecord = {
  v: 1,
  ts: '2018-11-15T21:20:00.123Z',
  method: 'GET',
  route: 'GET /v1/images/{image_id}/analysis',
  status: 200,
  latency_ms: 0.25,
  bytes: 1234,
  api_key_id: 'u1x9k2',
  cache: 'miss',
  db_queries: 1,
  cause: null,
  image_id: 'ebv',
};

it('writes exactly the keys of the schema, in their order, on one line', () => {
  expect(formatRecord(record)).toBe(`${JSON.stringify(record)}\n`);
  const failed = { status: 503, cause: 'database', image_id: null } as const;
  const anonymous: AccessLogRecord = { ...record, api_key_id: null, cache: 'bypass', ...failed };
  expect(formatRecord(anonymous)).toBe(`${JSON.stringify(anonymous)}\n`);
});

it.each([0, 0.001, 0.01, 0.1, 0.25, 0.999, 1, 1.5, 12.034, 60_000.007])(
  'writes a latency as JSON does: %d',
  (latency_ms) => {
    const slow = { ...record, latency_ms };
    expect(formatRecord(slow)).toBe(`${JSON.stringify(slow)}\n`);
  },
);

it('stays one line of JSON whatever the texts are', () => {
  const texts = { method: 'G"E\nT', route: '\\ " \u2028 🐈', image_id: '"\n\\' };
  const odd: AccessLogRecord = { ...record, ...texts };
  const line = formatRecord(odd);
  expect(line.indexOf('\n')).toBe(line.length - 1);
  expect(JSON.parse(line)).toEqual(odd);
});

it('files a record under the UTC hour in which the response ended', () => {
  expect(partitionOf(hourOf(record.ts))).toBe('dt=2018-11-15/hour=21');
});
