import type * as z from 'zod';
import type { RouteName } from '../../src/contracts/route-policy.js';
import type { Reply } from './reply.js';
import type { Params, Route } from './route.js';

/** A request as a handler sees it: read, checked and in normal form. */
export interface Ask<P = Params, Q = unknown> {
  readonly params: P;
  readonly query: Q;
  /** True when the request has a valid key. */
  readonly keyed: boolean;
}

/** A request of one account; what it is answered is for nobody else, and never kept. */
export interface AccountAsk<P = Params, Q = unknown, B = unknown> extends Ask<P, Q> {
  readonly accountId: string;
  /** As the route declares it; undefined when it declares none. */
  readonly body: B;
}

/** What is added to an {@link Ask} on a route without a cache. */
export type Personal = Pick<AccountAsk, 'body'> & { readonly accountId: string | undefined };

/** How a route is answered. What is asked when is the pipeline's business, from the policy. */
export interface Handler<P = Params, Q = unknown> {
  /** Answers from memory what needs no work, such as an id that does not exist. */
  known?(ask: Ask<P, Q>): Reply | undefined;
  /**
   * How an account is answered with what is its own, such as its votes or a picture that waits for
   * approval; undefined when it asks for nothing of that kind. Asked before anything that is kept,
   * and what it answers is never kept.
   */
  personal?(ask: Ask<P, Q>, accountId: string): (() => Promise<Reply>) | undefined;
  /** Answers from the index in memory. Required where the route's policy names an index. */
  indexed?(ask: Ask<P, Q>): Reply;
  /** Answers by asking the database. A rejection means that it does not answer. */
  load(ask: Ask<P, Q>): Promise<Reply> | Reply;
  /** What loading takes, and so what bounds it: queries of its own, when not said otherwise. */
  readonly work?: Work;
}

/** `memory`: nothing that could be short; `batched`: its part in a query made for many. */
export type Work = 'memory' | 'batched';

/** A handler with the route it is for. */
export interface Binding {
  readonly name: RouteName;
  readonly handler: Handler;
  /** What is worked out of the parameters once, however often they are sent. */
  prepare(query: unknown): unknown;
}

/** Binds a handler to a declared route; parameters have the types that the route declares. */
export function bind<P extends z.ZodObject, Q extends z.ZodObject>(
  route: Route<P, Q>,
  handler: Handler<z.output<P>, z.output<Q>>,
): Binding {
  return bindPrepared(route, (query) => query, handler);
}

/** Binds what is done for an account to a route that requires a key. */
export function bindAccount<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject>(
  route: Route<P, Q, B>,
  act: (ask: AccountAsk<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Reply> | Reply,
  work: { readonly work?: Work } = {},
): Binding {
  if (route.auth !== 'required') throw new TypeError(`${route.name} lets strangers in`);
  // The pipeline lets nobody without an account through, and reads the body by the route's schema.
  const load = (ask: Ask<z.output<P>, z.output<Q>>) => act(ask as Parameters<typeof act>[0]);
  return bind(route as Route<P, Q>, { load, ...work });
}

/** Binds what anybody may ask for with a body: nothing of it is kept. */
export function bindOpen<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject>(
  route: Route<P, Q, B>,
  act: (
    ask: Ask<z.output<P>, z.output<Q>> & { readonly body: z.output<B> },
  ) => Promise<Reply> | Reply,
): Binding {
  return bind(route as Route<P, Q>, { load: (ask) => act(ask as Parameters<typeof act>[0]) });
}

/** As {@link bind}, for a handler that works with something made of the parameters. */
export function bindPrepared<P extends z.ZodObject, Q extends z.ZodObject, R>(
  route: Route<P, Q>,
  prepare: (query: z.output<Q>) => R,
  handler: Handler<z.output<P>, R>,
): Binding {
  // Only requests that passed the route's own schemas reach either of them.
  return {
    name: route.name,
    handler: handler as Handler,
    prepare: prepare as Binding['prepare'],
  };
}
