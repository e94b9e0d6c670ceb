import * as z from 'zod';
import { integer } from '../../http/parameters.js';
import { route } from '../../http/route.js';

const query = z.object({
  limit: integer({ min: 1, max: 1000, description: 'Categories on a page', example: 10 }).default(
    1000,
  ),
  page: integer({ min: 0, description: 'Page, from 0', example: 0 }).default(0),
});

export type CategoryQuery = z.output<typeof query>;

export const listCategories = route({
  method: 'GET',
  path: '/v1/categories',
  since: '2026-11-21',
  summary: 'All categories, by name.',
  auth: 'none',
  request: { query },
  replies: {
    200: {
      description: 'Categories.',
      schema: z.array(z.object({ id: z.int(), name: z.string() })),
      example: [{ id: 5, name: 'boxes' }],
    },
    400: {
      description: 'A parameter is not valid.',
      type: 'text/plain',
      example: 'INVALID_DATA',
    },
  },
  cache: { fresh: '1h', stale: '1d', tags: () => ['categories'] },
  limit: 'standard',
  budget: { p99: '50ms', dbQueriesPerRequest: 0.05 },
  runbook: 'uncached-route',
});
