import { expect, it } from 'vitest';
import type { RouteName, RoutePolicy } from '../../contracts/route-policy.js';
import { probedPolicy } from '../../testing/probed-api.js';
import { judgeProbation } from './probation.js';

const at = Date.UTC(2018, 10, 15, 21, 20);

function judged(...policies: readonly (Partial<RoutePolicy> & { readonly requests?: number })[]) {
  const inventory = new Map(
    policies.map(({ requests = 10, ...changes }, index) => {
      const keyed = { requests, windowSeconds: 60 };
      const limit = { name: 'any', keyed, keyless: keyed };
      const policy = { ...probedPolicy, since: '2017-01-01', limit, ...changes };
      return [`GET /${index}` as RouteName, policy] as const;
    }),
  );
  const { checks } = judgeProbation({ inventory, at });
  return checks.map(({ route, outcome, observed }) => [route, outcome, observed]);
}

const young = { since: '2018-11-14' };

it('wants a lower limit of a young route, and nothing of an old one', () => {
  expect(judged({}, { ...young, probation: true, requests: 3 })).toEqual([
    ['GET /1', 'pass', '1 day old, 3 requests in 60 s'],
  ]);
  expect(judged({}, young)).toEqual([['GET /1', 'fail', '1 day old, 10 requests in 60 s']]);
  expect(judged({ since: '2018-11-08' }, { since: '2018-11-09' })).toEqual([
    ['GET /1', 'fail', '6 days old, 10 requests in 60 s'],
  ]);
});

it('is not content with the word', () => {
  expect(judged({}, { ...young, probation: true })).toEqual([
    ['GET /1', 'fail', '1 day old, 10 requests in 60 s'],
  ]);
  const limit = { name: 'unlimited', keyed: null, keyless: null };
  expect(judged({}, { ...young, probation: true, limit })).toEqual([
    ['GET /1', 'fail', '1 day old, no limit'],
  ]);
});

it('takes a route from the future for a young one, and asks nothing of one without policy', () => {
  expect(judged({}, { since: '2026-01-01' })).toEqual([
    ['GET /1', 'fail', '0 days old, 10 requests in 60 s'],
  ]);
  const inventory = new Map([['GET /x' as RouteName, null]]);
  expect(judgeProbation({ inventory, at }).checks).toEqual([]);
  expect(judgeProbation({ inventory: null, at }).checks).toEqual([]);
});
