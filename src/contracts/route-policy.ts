import * as z from 'zod';

/** Key of an operation in `/openapi.json` that carries its {@link RoutePolicy}. */
export const routePolicyKey = 'x-catops';

const rate = z.object({ requests: z.number(), windowSeconds: z.number() });

/**
 * What a route declares beside its shape, as `/openapi.json` publishes it in `x-catops`: the only
 * way by which the CLI knows the API's policies.
 */
export const routePolicySchema = z.object({
  /** Day the route was first released, `YYYY-MM-DD`. */
  since: z.string(),
  /** True while the route is young: its limit is the lower one of probation. */
  probation: z.boolean(),
  cache: z.union([
    /** Reply kept this long in seconds: as fresh, and then as stale while it is renewed. */
    z.object({ kind: z.literal('reply'), freshSeconds: z.number(), staleSeconds: z.number() }),
    /** Answered from an index in memory that follows the database. */
    z.object({ kind: z.literal('index'), stalenessSeconds: z.number() }),
    z.object({ kind: z.literal('never'), reason: z.string() }),
  ]),
  /** Requests allowed to one key, and to one address without a key; null is without limit. */
  limit: z.object({ name: z.string(), keyed: rate.nullable(), keyless: rate.nullable() }),
  budget: z.object({ p99Ms: z.number(), dbQueriesPerRequest: z.number() }),
  /** Name of the runbook in `runbooks/`, without `.md`. */
  runbook: z.string(),
});

export type RoutePolicy = z.infer<typeof routePolicySchema>;

/** A route as everything prints and compares it: `GET /v1/images/{image_id}`. */
export type RouteName = `${string} ${string}`;
