import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { bind } from './binding.js';
import { emptyReply } from './reply.js';
import { fromIndex, never, type RouteDeclaration, route, unlimited } from './route.js';

const whole = {
  method: 'GET',
  path: '/v1/cats/{cat_id}',
  since: '2026-11-21',
  summary: 'One cat.',
  auth: 'none',
  request: { params: z.object({ cat_id: z.string() }), query: z.object({ page: z.int() }) },
  replies: { 200: { description: 'The cat.' } },
  cache: never('test'),
  limit: 'standard',
  budget: { p99: '50ms', dbQueriesPerRequest: 0.05 },
  runbook: 'uncached-route',
} as const satisfies RouteDeclaration;

describe('whoever declares a route', () => {
  it('cannot leave out what protects the database: it does not compile', () => {
    const { cache: _cache, ...noCache } = whole;
    // @ts-expect-error a route without a cache policy
    route(noCache);
    const { limit: _limit, ...noLimit } = whole;
    // @ts-expect-error a route without a limit
    route(noLimit);
    const { since: _since, ...noSince } = whole;
    // @ts-expect-error a route without its day
    route(noSince);
    const { budget: _budget, ...noBudget } = whole;
    // @ts-expect-error a route without a budget
    route(noBudget);
    const { runbook: _runbook, ...noRunbook } = whole;
    // @ts-expect-error a route without a runbook
    route(noRunbook);
    expectTypeOf(route(whole).name).toEqualTypeOf<`${string} ${string}`>();
  });

  it('must give a reason for no cache and for no limit', () => {
    // @ts-expect-error no reason
    expect(never()).toEqual({ never: undefined });
    // @ts-expect-error no reason
    expect(unlimited()).toEqual({ unlimited: undefined });
    // @ts-expect-error no such index
    fromIndex('dogs');
    // @ts-expect-error kept, but without the tags that take it out
    route({ ...whole, cache: { fresh: '1h', stale: '1d' } });
    expect(route(whole).name).toBe('GET /v1/cats/{cat_id}');
  });

  it('gets the types of its parameters in tags and in the handler', () => {
    const cats = route({
      ...whole,
      cache: {
        fresh: '1h',
        stale: '1d',
        tags: (params) => {
          expectTypeOf(params.cat_id).toEqualTypeOf<string>();
          return [params.cat_id];
        },
      },
    });
    bind(cats, {
      load: ({ params, query }) => {
        expectTypeOf(params).toEqualTypeOf<{ cat_id: string }>();
        expectTypeOf(query).toEqualTypeOf<{ page: number }>();
        return emptyReply(204);
      },
    });
  });
});
