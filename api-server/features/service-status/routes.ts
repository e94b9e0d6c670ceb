import { z } from 'zod';
import { never, route, unlimited } from '../../http/route.js';

const since = '2026-11-21';
const runbook = 'uncached-route';
const budget = { p99: '50ms', dbQueriesPerRequest: 0 } as const;
const watched = unlimited('A load balancer that is told 429 takes a healthy server out.');
const status = z.looseObject({ status: z.string() });

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
      description: 'It can; degraded while it cannot follow the database.',
      schema: status,
      example: { status: 'ok' },
    },
    503: { description: 'Not yet.', schema: status, example: { status: 'starting' } },
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
