import * as z from 'zod';
import { healthParts } from '../../health/dependency-state.js';
import { never, route, unlimited } from '../../http/route.js';

const since = '2026-11-21';
const runbook = 'uncached-route';
const budget = { p99: '50ms', dbQueriesPerRequest: 0 } as const;
const watched = unlimited('A load balancer that is told 429 takes a healthy server out.');
const status = z.looseObject({ status: z.string() });
const dependency = z.object({
  dependency: z.enum(healthParts).meta({ description: 'What it is about.' }),
  status: z
    .enum(['ok', 'degraded', 'down'])
    .meta({ description: 'Degraded: something else makes up for it.' }),
  since: z.iso.datetime().optional().meta({ description: 'Since when it is not ok.' }),
});
const readyStatus = z.object({
  status: z.enum(['ok', 'degraded']),
  trueAt: z.iso
    .datetime()
    .optional()
    .meta({ description: 'While the database cannot be read: what is answered was true then.' }),
  dependencies: z.array(dependency),
});

export const getLive = route({
  method: 'GET',
  path: '/health/live',
  since,
  summary: 'Whether the process runs.',
  auth: 'none',
  replies: { 200: { description: 'It does.', schema: status, example: { status: 'ok' } } },
  cache: never('A kept answer about now would be about the past.'),
  limit: watched,
  budget,
  runbook,
});

export const getReady = route({
  method: 'GET',
  path: '/health/ready',
  since,
  summary: 'Whether the process can answer, and whether what it knows is up to date.',
  auth: 'none',
  replies: {
    200: {
      description:
        'It can. Degraded while something is ill that it needs; what is in memory is answered all the same.',
      schema: readyStatus,
      example: {
        status: 'degraded',
        dependencies: [
          { dependency: 'database-read', status: 'ok' },
          { dependency: 'database-write', status: 'down', since: '2018-11-15T21:20:00.000Z' },
          { dependency: 'objects', status: 'ok' },
        ],
      },
    },
    503: {
      description: 'Not yet, or not any more: starting, stopping.',
      schema: z.object({ status: z.enum(['starting', 'stopping']) }),
      example: { status: 'starting' },
    },
  },
  cache: never('A kept answer about now would be about the past.'),
  limit: watched,
  budget,
  runbook,
});

export const getOpenApi = route({
  method: 'GET',
  path: '/openapi.json',
  since,
  summary: 'This document.',
  auth: 'none',
  replies: {
    200: {
      description: 'OpenAPI 3.1.',
      schema: z.looseObject({}),
      example: { openapi: '3.1.0', info: { title: 'Cat API', version: '0.1.0' } },
    },
  },
  cache: never('Made once when the process starts, and no database is asked.'),
  limit: 'standard',
  budget,
  runbook,
});

export const getDocs = route({
  method: 'GET',
  path: '/docs',
  since: '2026-11-29',
  summary: 'How to use this API, to read.',
  auth: 'none',
  replies: {
    200: { description: 'One HTML page.', type: 'text/html', example: '<!doctype html>…' },
  },
  cache: never('Made once when the process starts, and no database is asked.'),
  limit: 'probation',
  budget,
  runbook,
});

const version = z.object({ name: z.string(), version: z.string() });
const rootReplies = {
  200: {
    description: 'Name and version.',
    schema: version,
    example: { name: 'catops', version: '0.1.0' },
  },
};
const root = {
  method: 'GET',
  since,
  summary: 'Name and version of the API.',
  auth: 'none',
  replies: rootReplies,
  cache: never('Made once when the process starts, and no database is asked.'),
  limit: 'standard',
  budget,
  runbook,
} as const;

export const getRoot = route({ ...root, path: '/' });
export const getVersionRoot = route({ ...root, path: '/v1/' });
