import { expect, it } from 'vitest';
import type { Feed } from './feed.js';
import type { ScenarioRoute } from './scenario.js';
import { feedsUsed, pathsOf, turnsToAskAll, variantCount, variantsOf } from './variants.js';

const route: ScenarioRoute = {
  route: 'POST /v1/images/{image_id}/votes',
  weight: 1,
  params: {},
  query: {},
  headers: { 'X-User': '{user}' },
  body: {
    kind: 'json',
    value: { image: '{image_id}', of: ['{user}!'], value: '{vote:number}', plain: true },
    type: 'application/json',
  },
  expectedStatus: 201,
  check: null,
  dbQueriesPerRequest: null,
};
const feed: Feed = { kind: 'list', values: [], pick: 'sequential', seed: 1 };
const shared = {
  headers: { Accept: 'application/json', 'x-user': 'nobody', Trace: '{user}' },
  feeds: { image_id: feed, user: feed, vote: feed },
};
const values = { image_id: ['x', 'y', 'z'], user: ['ann', 'bo'], vote: ['1'] };

it('fills path, headers and body from feeds in step', () => {
  const variants = variantsOf(route, shared, values);
  expect(variants.map(({ path }) => path)).toEqual([
    '/v1/images/x/votes',
    '/v1/images/y/votes',
    '/v1/images/z/votes',
  ]);
  expect(variants[1]?.headers).toEqual({
    'content-type': 'application/json',
    'x-user': 'bo',
    trace: 'bo',
  });
  expect(JSON.parse(variants[1]?.body ?? '')).toEqual({
    image: 'y',
    of: ['bo!'],
    value: 1,
    plain: true,
  });
});

it('has as many variants as the longest feed, but no value of a unique feed twice', () => {
  expect(feedsUsed(route, shared)).toEqual(['image_id', 'user', 'vote']);
  expect(variantCount(route, shared, { image_id: 3, user: 2, vote: 1 })).toBe(3);
  const unique = { ...shared, feeds: { ...shared.feeds, user: { ...feed, pick: 'unique' } } };
  expect(variantsOf(route, unique as typeof shared, values)).toHaveLength(2);
});

it('has nothing but a path where nothing else is asked for', () => {
  const plain = { ...route, route: 'GET /v1/breeds', headers: {}, body: null } as const;
  expect(variantsOf(plain, { headers: { accept: '*/*' }, feeds: {} }, {})).toEqual([
    { path: '/v1/breeds' },
  ]);
});

it('sends text as it is, and leaves braces alone that are no feed', () => {
  const text = 'query { cat(id: "{image_id}") { name } }';
  const graphql = { ...route, body: { kind: 'text', value: text, type: 'text/plain' } } as const;
  const [first] = variantsOf(graphql, shared, values);
  expect(first?.body).toBe('query { cat(id: "x") { name } }');
});

it('knows how many requests it takes until every path was asked', () => {
  const paths = ['a', 'b', 'a', 'c', 'b'].map((path) => ({ path }));
  expect(turnsToAskAll(paths)).toBe(4);
  expect(pathsOf(paths).size).toBe(3);
});
