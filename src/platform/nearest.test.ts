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

it('takes a wholly other word for nothing', () => {
  expect(nearest('cats', routes)).toBeUndefined();
  expect(nearest('purge', [])).toBeUndefined();
});
