import * as z from 'zod';
import { fromIndex, route } from '../../http/route.js';
import { breedListQuery, breedParams, breedReply, breedSearchQuery } from './schemas.js';

const since = '2026-11-21';
const limit = 'standard';
const runbook = 'uncached-route';
const example = { id: 'abys', name: 'Abyssinian', life_span: '14 - 15' };
const invalid = {
  description: 'A parameter is not valid.',
  type: 'text/plain',
  example: 'INVALID_DATA',
};
const breedsTag = () => ['breeds'];

export const listBreeds = route({
  method: 'GET',
  path: '/v1/breeds',
  since,
  summary: 'All breeds, in pages if you like.',
  auth: 'optional',
  request: { query: breedListQuery },
  replies: {
    200: {
      description: 'Breeds; with a key each has its picture.',
      schema: z.array(breedReply),
      example: [example],
    },
    400: invalid,
  },
  cache: { fresh: '1h', stale: '1d', tags: breedsTag },
  limit,
  budget: { p99: '50ms', dbQueriesPerRequest: 0.05 },
  runbook,
  variesByKey: true,
});

export const searchBreeds = route({
  method: 'GET',
  path: '/v1/breeds/search',
  since,
  summary: 'Breeds with a text in their name.',
  auth: 'none',
  request: { query: breedSearchQuery },
  replies: {
    200: { description: 'Breeds, possibly none.', schema: z.array(breedReply), example: [example] },
    400: invalid,
  },
  // Every text is another answer, so replies are not kept: they are put together from the index.
  cache: fromIndex('breeds'),
  limit,
  budget: { p99: '50ms', dbQueriesPerRequest: 0.05 },
  runbook,
});

export const getBreed = route({
  method: 'GET',
  path: '/v1/breeds/{breed_id}',
  since,
  summary: 'One breed.',
  auth: 'optional',
  request: { params: breedParams },
  replies: {
    200: { description: 'The breed; with a key it has its picture.', schema: breedReply, example },
    400: { ...invalid, description: 'There is no such breed.' },
  },
  cache: { fresh: '1h', stale: '1d', tags: breedsTag },
  limit,
  budget: { p99: '50ms', dbQueriesPerRequest: 0.05 },
  runbook,
  variesByKey: true,
});
