import { expect, it } from 'vitest';
import { replyCost } from './server-timing.js';

it.each([
  ['db;desc="n=2", cache;desc=hit', { queries: 2, fromCache: true }],
  ['total;dur=6.0, cache;desc="stale", db;dur=4.1;desc="n=0"', { queries: 0, fromCache: true }],
  ['cache;desc=miss', { queries: null, fromCache: false }],
  ['dbx;desc="n=2", cached;desc=hit', { queries: null, fromCache: null }],
  ['', { queries: null, fromCache: null }],
])('reads "%s"', (value, cost) => {
  expect(replyCost(['Date', 'today', 'SERVER-Timing', value])).toEqual(cost);
});

it('says nothing of a reply without the header', () => {
  expect(replyCost(['x-server-timin', 'db;desc="n=2"'])).toEqual({
    queries: null,
    fromCache: null,
  });
});
