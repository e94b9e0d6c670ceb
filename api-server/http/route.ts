import type * as z from 'zod';
import type { RouteName } from '../../src/contracts/route-policy.js';
import { type DurationText, durationMs } from '../../src/platform/duration.js';

/** Values of a path's parameters, as text. */
export type Params = Readonly<Record<string, string>>;

/** Which in-memory index answers a route. */
export type IndexName = 'images' | 'breeds';

/** The reply is kept: fresh, then stale while it is renewed, until one of its tags changes. */
export interface ReplyCaching<P extends Params = Params> {
  readonly fresh: DurationText;
  readonly stale: DurationText;
  /** What keeping spares when it is not the database. */
  readonly spares?: 'files';
  /** Parameters that change only what an account is shown of its own: no key is made of them. */
  readonly personal?: readonly string[];
  // A method, so that a route with known parameters is also a route with any.
  tags(params: P): readonly string[];
}

/** How a route spares the database. There is no default: whoever adds a route says it. */
export type CachePolicy<P extends Params = Params> =
  | ReplyCaching<P>
  | { readonly index: IndexName }
  | { readonly never: string };

/** How often a client may ask. `probation` is a quarter of standard, `files` ten times. */
export type LimitPolicy = 'standard' | 'probation' | 'files' | { readonly unlimited: string };

/** Runbooks that a route's page, alarm and report link to. */
export type RunbookName = 'uncached-route';

/** One kind of answer, for the OpenAPI document. */
export interface ReplyDeclaration {
  readonly description: string;
  /** Content type; JSON when a schema is there and this is not. */
  readonly type?: string;
  readonly schema?: z.ZodType;
  readonly example?: unknown;
}

/** No reply of the route is kept, and why that is right. */
interface NeverCached {
  readonly never: string;
}

/**
 * What may be kept. What belongs to an account, and what a write answers, has no cache: a route that
 * says otherwise does not compile.
 */
type Audience<P extends Params> =
  | {
      readonly method: 'GET';
      /** `optional`: a key changes the answer or the limit; `none`: it changes the limit only. */
      readonly auth: 'none' | 'optional';
      readonly cache: CachePolicy<P>;
    }
  | {
      readonly method: 'GET' | 'POST' | 'DELETE';
      /** `required`: without a valid key the answer is 401. */
      readonly auth: 'none' | 'optional' | 'required';
      readonly cache: NeverCached;
    };

/** All that is known about a route, said once, as data. */
export type RouteDeclaration<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodObject = z.ZodObject,
> = Audience<z.output<P> & Params> & {
  /** Template form, such as `/v1/images/{image_id}`. */
  readonly path: `/${string}`;
  /** Day of the first release. */
  readonly since: `${number}-${number}-${number}`;
  readonly summary: string;
  /** The body is JSON; a fault in it is answered with the text of its first issue. */
  readonly request?: {
    readonly params?: P;
    readonly query?: Q;
    readonly body?: B;
    /** A body as somebody sends it, for the OpenAPI document. */
    readonly example?: Readonly<Record<string, unknown>>;
    /** The body is `multipart/form-data` instead, with one file in it; only for accounts. */
    readonly isForm?: true;
  };
  readonly replies: Readonly<Record<number, ReplyDeclaration>>;
  /** `json`: the text of every error is sent as `{"message": …}`, as the route's clients read it. */
  readonly errors?: 'json';
  readonly limit: LimitPolicy;
  readonly budget: { readonly p99: DurationText; readonly dbQueriesPerRequest: number };
  readonly runbook: RunbookName;
  /** True when a key changes the body, so that both bodies are kept. */
  readonly variesByKey?: boolean;
};

/** A declared route with its name, `GET /v1/breeds`. */
export type Route<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodObject = z.ZodObject,
> = RouteDeclaration<P, Q, B> & { readonly name: RouteName };

/** Every route of the API, as data. */
export type Catalogue = readonly Route[];

/** Declares a route. It is pure data until a feature binds a handler to it. */
export function route<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject>(
  declaration: RouteDeclaration<P, Q, B>,
): Route<P, Q, B> {
  return { ...declaration, name: `${declaration.method} ${declaration.path}` };
}

/** The route is answered from an index in memory that follows the database. */
export const fromIndex = (index: IndexName): CachePolicy => ({ index });

/** The route has no cache, and why that is right. */
export const never = (reason: string): NeverCached => ({ never: reason });

/** The route has no limit, and why that is right. */
export const unlimited = (reason: string): LimitPolicy => ({ unlimited: reason });

/** How long replies of a route are kept, in milliseconds. */
export interface Keeping {
  readonly freshMs: number;
  readonly staleMs: number;
  tags(params: Params): readonly string[];
}

/** How a policy keeps replies; undefined when it keeps none. */
export function keepFor(policy: CachePolicy): Keeping | undefined {
  if (!('fresh' in policy)) return undefined;
  return {
    freshMs: durationMs(policy.fresh),
    staleMs: durationMs(policy.stale),
    tags: (params) => policy.tags(params),
  };
}
