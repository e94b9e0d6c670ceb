import { expect, it } from 'vitest';
import { nearest } from './nearest.js';

const routes = ['GET /v1/breeds', 'GET /v1/breeds/{breed_id}', 'POST /v1/votes'];

it.each([
  ['get /v1/breed', 'GET /v1/breeds'],
  ['GET /v1/breeds/{id}', 'GET /v1/breeds/{breed_id}'],
  ['POST /v1/voets', 'POST /v1/votes'],
  ['GET /v1/breeds', 'GET /v1/breeds'],
])('%s is taken for %s', (typed, meant) => {
  expect(nearest(typed, routes)).toBe(meant);
});

it.each(['cats', 'GET /v1/nope', 'GET /v1/cats', 'POST /v1/nope'])(
  'takes %s, another word behind the same beginning, for nothing',
  (typed) => {
    expect(nearest(typed, [...routes, 'GET /v1/votes'])).toBeUndefined();
  },
);

it('takes no word for one of none', () => {
  expect(nearest('purge', [])).toBeUndefined();
});
