import type { FastifyReply, FastifyRequest } from 'fastify';
import { durationMs } from '../../src/platform/duration.js';
import type { KeyIndex } from '../features/keys/key-index.js';
import type { AppDeps } from '../ports.js';
import type { Ask, Handler } from './binding.js';
import type { ClientAddresses } from './client-address.js';
import { presentedKey } from './client-key.js';
import { type Exchange, Sender, type SenderDeps } from './exchange.js';
import { causeOf, failureReply, logFailure } from './failure.js';
import { type Limits, limitsOf } from './limits.js';
import type { RouteCounter } from './metrics.js';
import { createQueryReader, type QueryReader, type ReadQuery } from './query-reader.js';
import { RateLimiter, rateLimitHeaders, secondsLeft, take, type Window } from './rate-limit.js';
import { invalidData, type Reply, textReply, unavailable } from './reply.js';
import type { Load, ReplyCache } from './reply-cache.js';
import type { Params, ReplyCaching, Route } from './route.js';

/** What all endpoints share. */
export interface EndpointDeps extends SenderDeps {
  readonly app: Pick<AppDeps, 'config' | 'queries' | 'log' | 'clock'>;
  readonly keys: KeyIndex;
  readonly addresses: ClientAddresses;
  readonly cache: ReplyCache;
  /** False until the indexes are loaded. */
  readonly loaded: () => boolean;
}

/**
 * Answers the requests of one route: who asks, whether they may, whether the answer is at hand, and
 * only then the database. Until there nothing is awaited and no promise is made.
 */
export class Endpoint {
  readonly #deps: EndpointDeps;
  readonly #route: Route;
  readonly #handler: Handler;
  readonly #counter: RouteCounter;
  readonly #sender: Sender;
  readonly #limits: Limits | undefined;
  readonly #limiter = new RateLimiter();
  readonly #readQuery: QueryReader<unknown>;
  readonly #param: string | undefined;

  constructor(deps: EndpointDeps, route: Route, handler: Handler, counter: RouteCounter) {
    this.#deps = deps;
    this.#route = route;
    this.#handler = handler;
    this.#counter = counter;
    this.#sender = new Sender(deps, route.name, counter);
    this.#limits = limitsOf(route.limit, deps.app.config);
    this.#readQuery = createQueryReader(route.request?.query);
    [this.#param] = Object.keys(route.request?.params?.shape ?? {});
  }

  /** Fastify's part ends here: the reply is written to the socket as it was stored. */
  readonly handle = (request: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack();
    const startedAt = this.#deps.monotonic();
    // The server's query parser hands the text over as it was sent.
    const rawQuery = request.query as string;
    const presented = presentedKey(request.raw, rawQuery);
    const key =
      presented === undefined
        ? undefined
        : this.#deps.keys.find(presented, this.#deps.app.clock.now());
    const exchange: Exchange = {
      request: request.raw,
      response: reply.raw,
      startedAt,
      accountId: key?.accountId,
      window: undefined,
      limit: 0,
    };
    try {
      if (this.#admit(exchange, key?.keyId)) {
        this.#answer(exchange, request.params as Params, rawQuery);
      }
    } catch (error) {
      this.#fail(exchange, error);
    }
  };

  /** Counts the request in. Over the limit it is told so, and nothing else is done. */
  #admit(exchange: Exchange, keyId: string | undefined): boolean {
    if (this.#limits === undefined) return true;
    const { addresses, app } = this.#deps;
    const client = keyId ?? addresses.of(exchange.request.socket, exchange.startedAt);
    const window = this.#limiter.window(client, exchange.startedAt, app.clock.now);
    exchange.limit = keyId === undefined ? this.#limits.keyless : this.#limits.keyed;
    exchange.window = window;
    if (take(window, exchange.limit)) return true;
    this.#sender.send(exchange, tooMany(exchange, window), 'bypass', 0);
    return false;
  }

  #answer(exchange: Exchange, params: Params, rawQuery: string): void {
    const { cache } = this.#route;
    if (this.#limits !== undefined && !this.#deps.loaded())
      return this.#refuse(exchange, unavailable);
    const query = this.#readQuery(rawQuery);
    if (query === undefined) return this.#refuse(exchange, invalidData);
    if ('fresh' in cache) return this.#answerKept(exchange, cache, params, query);
    const ask = this.#ask(exchange, params, query);
    if (ask === undefined) return this.#refuse(exchange, invalidData);
    if ('index' in cache && this.#handler.indexed) {
      return this.#give(exchange, this.#handler.indexed(ask));
    }
    this.#answerAnew(exchange, ask);
  }

  #answerKept(
    exchange: Exchange,
    caching: ReplyCaching,
    params: Params,
    query: ReadQuery<unknown>,
  ) {
    const key = this.#keyOf(exchange, params, query.key);
    const kept = this.#deps.cache.fresh(key, exchange.startedAt);
    if (kept !== undefined) return this.#sender.send(exchange, kept, 'hit', 0);

    const ask = this.#ask(exchange, params, query);
    if (ask === undefined) return this.#refuse(exchange, invalidData);
    const known = this.#handler.known?.(ask);
    if (known !== undefined) return this.#give(exchange, known);
    this.#obtain(exchange, this.#loadOf(key, caching, ask));
  }

  /** Every request asks the database: the route has no cache. */
  #answerAnew(exchange: Exchange, ask: Ask): void {
    const known = this.#handler.known?.(ask);
    if (known !== undefined) return this.#give(exchange, known);
    this.#deps.app.queries
      .measure(async () => this.#handler.load(ask))
      .then(({ value, queries }) => this.#sender.send(exchange, value, 'bypass', queries))
      .catch((error: unknown) => this.#fail(exchange, error));
  }

  #obtain(exchange: Exchange, load: Load): void {
    const renewal = {
      renewed: (queries: number) => this.#counter.addQueries(queries),
      failed: (error: unknown) =>
        logFailure(this.#deps.app.log, 'renewal-failed', this.#route.name, error),
    };
    this.#deps.cache
      .obtain(load, renewal)
      .then(({ reply, outcome, queries }) =>
        this.#sender.send(exchange, reply, reply.status >= 400 ? 'bypass' : outcome, queries),
      )
      .catch((error: unknown) => this.#fail(exchange, error));
  }

  #loadOf(key: string, caching: ReplyCaching, ask: Ask): Load {
    return {
      key,
      freshMs: durationMs(caching.fresh),
      staleMs: durationMs(caching.stale),
      tags: caching.tags(ask.params),
      run: () => this.#deps.app.queries.measure(async () => this.#handler.load(ask)),
    };
  }

  #ask(exchange: Exchange, params: Params, query: ReadQuery<unknown>): Ask | undefined {
    const read = this.#route.request?.params?.safeParse(params);
    if (read?.success === false) return undefined;
    return { params, query: query.value, keyed: exchange.accountId !== undefined };
  }

  /** The route, who it is shown to where that matters, its path and its parameters. */
  #keyOf(exchange: Exchange, params: Params, query: string): string {
    const audience =
      this.#route.variesByKey === true && exchange.accountId !== undefined ? '+' : '-';
    const subject = this.#param === undefined ? '' : params[this.#param];
    return `${this.#route.name}${audience}${subject}\n${query}`;
  }

  #give(exchange: Exchange, reply: Reply): void {
    this.#sender.send(exchange, reply, reply.status >= 400 ? 'bypass' : 'hit', 0);
  }

  #refuse(exchange: Exchange, reply: Reply): void {
    this.#sender.send(exchange, reply, 'bypass', 0);
  }

  #fail(exchange: Exchange, error: unknown): void {
    logFailure(this.#deps.app.log, 'request-failed', this.#route.name, error);
    if (exchange.response.headersSent) {
      exchange.response.destroy();
      return;
    }
    this.#sender.send(exchange, failureReply(causeOf(error)), 'bypass', 0);
  }
}

function tooMany(exchange: Exchange, window: Window): Reply {
  const seconds = secondsLeft(window, exchange.startedAt);
  const whole = String(Math.ceil(seconds));
  // With a key the sender adds the other five itself.
  const headers =
    exchange.accountId === undefined
      ? rateLimitHeaders(window, exchange.limit, exchange.startedAt)
      : [];
  return textReply(429, `RATE_LIMIT_EXCEEDED - too many requests, try again in ${whole} seconds`, [
    ...headers,
    'Retry-After',
    whole,
  ]);
}
