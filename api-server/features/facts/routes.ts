import * as z from 'zod';
import { integer, word } from '../../http/parameters.js';
import { never, route } from '../../http/route.js';
import { breedParams } from '../breeds/index.js';

const since = '2026-11-29';
const limit = 'probation';
const runbook = 'uncached-route';
const budget = { p99: '50ms', dbQueriesPerRequest: 0 } as const;
const cache = never('Facts are in memory, written from the breeds: no database is asked.');
const orders = { asc: 'asc', desc: 'desc', rand: 'random', random: 'random' } as const;

const query = (usual: number) =>
  z.object({
    limit: integer({
      ...{ min: 1, max: 10 },
      description: 'Facts asked for, 10 at most',
      example: 5,
    }).default(usual),
    page: integer({
      min: 0,
      description: 'Page, from 0; means nothing in random order',
      example: 0,
    }).default(0),
    order: word(orders, {
      shown: ['ASC', 'DESC', 'RAND', 'RANDOM'],
      description: 'By breed, from either end, or as chance has it',
      example: 'ASC',
    }).default('random'),
  });
const factsQuery = query(1);
const breedFactsQuery = query(5);

export type FactQuery = z.output<typeof factsQuery>;

const facts = z.array(
  z.object({ id: z.string(), fact: z.string(), breed_id: z.string(), title: z.string() }),
);
const example = [
  {
    ...{ id: 'MB2F7', fact: 'The Cornish Rex comes from the United Kingdom.' },
    ...{ breed_id: 'crex', title: 'Origin of the Cornish Rex' },
  },
];
const invalid = { type: 'text/plain', example: 'INVALID_DATA' };

export const listFacts = route({
  method: 'GET',
  path: '/v1/facts',
  since,
  summary: 'Facts about cats.',
  auth: 'required',
  request: { query: factsQuery },
  replies: {
    200: { description: 'Facts.', schema: facts, example },
    400: { ...invalid, description: 'A parameter is not valid.' },
  },
  ...{ cache, limit, budget, runbook },
});

export const listBreedFacts = route({
  method: 'GET',
  path: '/v1/breeds/{breed_id}/facts',
  since,
  summary: 'Facts about one breed.',
  auth: 'required',
  request: { params: breedParams, query: breedFactsQuery },
  replies: {
    200: { description: 'Facts about the breed.', schema: facts, example },
    400: { ...invalid, description: 'There is no such breed, or a parameter is not valid.' },
  },
  ...{ cache, limit, budget, runbook },
});
