import * as z from 'zod';
import { integer } from '../../http/parameters.js';
import { never, route } from '../../http/route.js';

const query = z.object({
  limit: integer({ min: 1, max: 1000, description: 'Sources on a page', example: 10 }).default(10),
  page: integer({ min: 0, description: 'Page, from 0', example: 0 }).default(0),
});

export const listSources = route({
  method: 'GET',
  path: '/v1/sources',
  since: '2026-11-29',
  summary: 'Where more about the breeds can be read.',
  auth: 'none',
  request: { query },
  replies: {
    200: {
      description: 'Sources, by id.',
      schema: z.array(
        z.object({
          id: z.int(),
          name: z.string(),
          url: z.string(),
          breed_id: z.string().nullable(),
        }),
      ),
      example: [{ id: 4, name: 'Wikipedia', url: 'https://en.wikipedia.org', breed_id: null }],
    },
    400: { description: 'A parameter is not valid.', type: 'text/plain', example: 'INVALID_DATA' },
  },
  cache: never('The list comes with the program: no database is asked. Clients may keep it.'),
  limit: 'probation',
  budget: { p99: '50ms', dbQueriesPerRequest: 0 },
  runbook: 'uncached-route',
});
