import { expect, it } from 'vitest';
import type { LoggedRequest } from '../../src/contracts/access-log.js';
import { utc } from '../../src/platform/zone.js';
import { requestLines } from './request-lines.js';

const look = { zone: utc, colour: false, which: 'all' } as const;
const one = (given: Partial<LoggedRequest> = {}): LoggedRequest => ({
  ...{ ts: '2018-11-15T10:20:01.250Z', method: 'GET', route: 'GET /v1/breeds', status: 200 },
  ...{ latency_ms: 0.84, cache: 'hit', db_queries: 0, cause: null },
  ...given,
});
const shown = (requests: readonly LoggedRequest[], more = {}) =>
  requestLines({ requests, skippedBytes: 0 }, { ...look, ...more });

it('says what was asked, how it was answered, and what it cost', () => {
  expect(
    shown([
      one(),
      one({ method: 'POST', route: 'POST /v1/votes', status: 201, cache: 'bypass', db_queries: 2 }),
      one({ route: '(unmatched)', status: 404, cache: 'bypass', cause: 'client' }),
      one({ status: 503, cache: 'miss', db_queries: 1, cause: 'database', latency_ms: 1203 }),
    ]),
  ).toEqual([
    '10:20:01  200  GET /v1/breeds  0.8 ms, hit',
    '10:20:01  201  POST /v1/votes  0.8 ms, 2 queries',
    '10:20:01  404  GET (unmatched)  0.8 ms',
    '10:20:01  503  GET /v1/breeds  1203.0 ms, miss, 1 query, cause: database',
  ]);
});

it('shows what fails also in a flood, in its order, and counts the rest', () => {
  const flood = Array.from({ length: 500 }, (_, index) =>
    one({ status: index % 100 === 50 ? 503 : index % 3 === 0 ? 404 : 200, latency_ms: index }),
  );
  const lines = shown(flood);
  expect(lines.filter((line) => line.includes('  503  '))).toHaveLength(5);
  expect(lines).toHaveLength(11);
  expect(lines.at(-1)).toBe('          and 490 more: 327 × 2xx, 163 × 4xx');
  expect(shown(flood, { which: 'failed' })).toHaveLength(5);
});

it('says that there was more than can be read', () => {
  expect(requestLines({ requests: [], skippedBytes: 12 }, look)).toEqual([
    '          and more than can be shown: 12 bytes of log',
  ]);
});

it('lets no text of the log steer the terminal', () => {
  expect(shown([one({ route: 'GET /v1/\u001b[2J' })]).join()).not.toContain('\u001b');
  expect(shown([one()], { colour: true })).toEqual([
    '10:20:01  \u001b[32m200\u001b[39m  GET /v1/breeds  0.8 ms, hit',
  ]);
});
