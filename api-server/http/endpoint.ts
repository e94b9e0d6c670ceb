import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppDeps } from '../ports.js';
import type { Ask, Binding, Handler, Personal } from './binding.js';
import type { Bulkheads } from './bulkheads.js';
import type { Client, ClientFinder } from './client.js';
import { type Exchange, Sender, type SenderDeps } from './exchange.js';
import { failureReply, newRequestId } from './failure.js';
import type { FormDesk } from './form-desk.js';
import { LimitShares } from './limit-shares.js';
import { type Limits, limitsOf } from './limits.js';
import { Loading } from './loading.js';
import type { RouteCounter } from './metrics.js';
import { createQueryReader, type QueryReader } from './query-reader.js';
import { RateLimiter, take, tooMany } from './rate-limit.js';
import { type ReadBody, readBody } from './read-body.js';
import { invalidData, type Reply, unauthenticated, unavailable, unknownRoute } from './reply.js';
import type { Load, ReplyCache } from './reply-cache.js';
import { type Keeping, keepFor, type Params, type Route } from './route.js';
import { loadShared } from './shared-loads.js';

/** What all endpoints share. */
export interface EndpointDeps extends SenderDeps {
  readonly app: Pick<AppDeps, 'config' | 'queries' | 'failures' | 'clock' | 'shared'>;
  readonly clients: ClientFinder;
  readonly cache: ReplyCache;
  readonly forms: FormDesk;
  readonly bulkheads: Bulkheads;
  /** False until the indexes are loaded. */
  readonly loaded: () => boolean;
}

/** What a URL asks of a route, read once however often the URL comes. */
export interface Question {
  readonly rawQuery: string;
  /** The image it is about, where the route is about one. */
  readonly imageId: string | undefined;
  /** What it means from somebody with a key, and without; undefined when a parameter is not valid. */
  readonly keyed: Asked | undefined;
  readonly keyless: Asked | undefined;
}

/** A reply, and how often the database was asked for it. */
interface Result {
  readonly value: Reply;
  readonly queries: number;
}

interface Asked {
  readonly ask: Ask;
  /** Where the reply is kept; undefined when the route keeps none. */
  readonly key: string | undefined;
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
  readonly #shares: LimitShares | undefined;
  readonly #readQuery: QueryReader<unknown>;
  readonly #loading: Loading;
  readonly #keeping: Keeping | undefined;
  readonly #shared: AppDeps['shared'];
  readonly #params: readonly string[];
  readonly #ofImage: boolean;

  constructor(deps: EndpointDeps, route: Route, binding: Binding, counter: RouteCounter) {
    this.#deps = deps;
    this.#route = route;
    this.#handler = binding.handler;
    this.#counter = counter;
    this.#sender = new Sender(deps, route.name, counter, route);
    this.#limits = limitsOf(route.limit, deps.app.config);
    const unkeyed = 'fresh' in route.cache ? route.cache.personal : undefined;
    this.#readQuery = createQueryReader(route.request?.query, binding.prepare, unkeyed);
    this.#loading = new Loading(deps.bulkheads, route, binding.handler);
    counter.loads = () => this.#loading.counts;
    this.#keeping = keepFor(route.cache);
    // Files stay what they are: each process keeps its own.
    this.#shared = 'spares' in route.cache ? undefined : deps.app.shared;
    const { shared, clock } = deps.app;
    this.#shares = shared && new LimitShares({ limits: shared.limits, route: route.name, clock });
    this.#params = Object.keys(route.request?.params?.shape ?? {});
    this.#ofImage = this.#params[0] === 'image_id';
  }

  /** Answers a URL that the router found here, and returns what it asks for when it comes again. */
  handleNew(
    request: IncomingMessage,
    response: ServerResponse,
    params: Params,
    rawQuery: string,
  ): Question | undefined {
    try {
      const question = this.#read(params, rawQuery);
      this.handle(request, response, question);
      return question;
    } catch (error) {
      this.#fail(this.#begin(request, response, undefined), error);
      return undefined;
    }
  }

  /** Answers one request; the reply is written to the socket as it was stored. */
  handle(request: IncomingMessage, response: ServerResponse, question: Question): void {
    const exchange = this.#begin(request, response, question.imageId);
    try {
      const client = this.#deps.clients.keyOf(request, question.rawQuery);
      exchange.accountId = client?.accountId;
      const asked = client === undefined ? question.keyless : question.keyed;
      const admitted = this.#admit(exchange, client);
      if (typeof admitted === 'boolean') this.#proceed(exchange, asked, admitted);
      else this.#proceedLater(exchange, asked, admitted);
    } catch (error) {
      this.#fail(exchange, error);
    }
  }

  #proceed(exchange: Exchange, asked: Asked | undefined, admitted: boolean): void {
    const reply = admitted ? this.#answer(exchange, asked) : refusal(exchange);
    if (reply) this.#give(exchange, reply);
  }

  #proceedLater(exchange: Exchange, asked: Asked | undefined, admitted: Promise<boolean>): void {
    admitted
      .then((is) => this.#proceed(exchange, asked, is))
      .catch((error: unknown) => this.#fail(exchange, error));
  }

  #begin(
    request: IncomingMessage,
    response: ServerResponse,
    imageId: string | undefined,
  ): Exchange {
    return {
      request,
      response,
      startedAt: this.#deps.monotonic(),
      accountId: undefined,
      imageId,
      window: undefined,
      limit: 0,
    };
  }

  #read(params: Params, rawQuery: string): Question {
    const query = this.#readQuery(rawQuery);
    const imageId = this.#ofImage ? params['image_id'] : undefined;
    if (query === undefined) return { rawQuery, imageId, keyed: undefined, keyless: undefined };
    const asked = (keyed: boolean): Asked => ({
      ask: { params, query: query.value, keyed },
      key: this.#keeping && this.#keyOf(params, query.key, keyed),
    });
    return { rawQuery, imageId, keyed: asked(true), keyless: asked(false) };
  }

  /** Counts the request in; false over the limit. A promise only where other processes are asked. */
  #admit(exchange: Exchange, client: Client | undefined): boolean | Promise<boolean> {
    if (this.#limits === undefined) return true;
    const { clients, app } = this.#deps;
    const { request, startedAt } = exchange;
    const name = client?.keyId ?? clients.addressOf(request, startedAt);
    const window = this.#limiter.window(name, startedAt, app.clock);
    const limit = client === undefined ? this.#limits.keyless : this.#limits.keyed;
    exchange.limit = limit;
    exchange.window = window;
    if (this.#shares === undefined) return take(window, limit);
    return this.#shares.take(window, limit, name);
  }

  /** The reply when it is at hand; undefined when it is on its way, or already sent. */
  #answer(exchange: Exchange, asked: Asked | undefined): Reply | undefined {
    if (!this.#deps.loaded() && this.#limits !== undefined) return unavailable;
    if (this.#route.auth === 'required' && exchange.accountId === undefined) return unauthenticated;
    if (asked === undefined) return invalidData;
    if (exchange.accountId !== undefined) {
      const personal = this.#handler.personal?.(asked.ask, exchange.accountId);
      if (personal) {
        this.#work(
          exchange,
          this.#loading.personal(() => this.#measure(personal)),
        );
        return undefined;
      }
    }
    const { key } = asked;
    const kept = key === undefined ? undefined : this.#deps.cache.fresh(key, exchange.startedAt);
    return kept ?? this.#find(exchange, asked);
  }

  /** The reply when no database is needed for it; undefined when it is on its way. */
  #find(exchange: Exchange, { ask, key }: Asked): Reply | undefined {
    if (this.#route.request?.params?.safeParse(ask.params).success === false) return unknownRoute;
    if ('index' in this.#route.cache && this.#handler.indexed) return this.#handler.indexed(ask);
    const known = this.#handler.known?.(ask);
    if (known !== undefined) return known;
    if (this.#keeping && key !== undefined) this.#obtain(exchange, ask, key, this.#keeping);
    else this.#work(exchange, this.#loadFor(exchange, ask));
    return undefined;
  }

  /** Sends what is worked out for this request alone. */
  #work(exchange: Exchange, work: Promise<Result>): void {
    work
      .then(({ value, queries }) => this.#sender.send(exchange, value, 'bypass', queries))
      .catch((error: unknown) => this.#fail(exchange, error));
  }

  async #loadFor({ request, accountId }: Exchange, ask: Ask): Promise<Result> {
    const { body: schema, isForm } = this.#route.request ?? {};
    const answer = (read: ReadBody): Promise<Result> | Result => {
      if ('refusal' in read) return { value: read.refusal, queries: 0 };
      const personal: Personal = { accountId, body: read.body };
      return this.#load({ ...ask, ...personal });
    };
    if (!schema) return answer({ body: undefined });
    if (!isForm) return answer(await readBody(request, schema, this.#deps.app.clock));
    return this.#deps.forms.receive({ request, accountId: accountId ?? '', schema }, answer);
  }

  #obtain(exchange: Exchange, ask: Ask, key: string, keeping: Keeping): void {
    const { freshMs, staleMs } = keeping;
    const tags = keeping.tags(ask.params);
    const wanted = { key, freshMs, staleMs, tags };
    const fromStore = () => this.#load(ask);
    const { replies } = this.#shared ?? {};
    const run: Load['run'] = (renewing) =>
      replies ? loadShared(replies, wanted, renewing, fromStore) : fromStore();
    const load: Load = { ...wanted, run };
    this.#deps.cache
      .obtain(load, this.#renewal)
      .then(({ reply, outcome, queries }) => {
        this.#sender.send(exchange, reply, reply.status >= 400 ? 'bypass' : outcome, queries);
      })
      .catch((error: unknown) => this.#fail(exchange, error));
  }

  readonly #renewal = {
    renewed: (queries: number) => this.#counter.addQueries(queries),
    failed: (error: unknown) => {
      this.#deps.app.failures.note('renewal-failed', error, { route: this.#route.name });
    },
  };

  #load(ask: Ask): Promise<Result> {
    return this.#loading.run(() =>
      this.#measure(async () => this.#told(await this.#handler.load(ask))),
    );
  }

  /** Where a key changes the answer, caches on the way to a client must keep both, as we do. */
  #told(reply: Reply): Reply {
    if (this.#route.variesByKey !== true) return reply;
    return { ...reply, headers: [...reply.headers, 'Vary', 'X-API-Key'] };
  }

  #measure(work: () => Promise<Reply>): Promise<Result> {
    return this.#deps.app.queries.measure(work);
  }

  /** The route, who it is shown to where that matters, its path and its parameters. */
  #keyOf(params: Params, query: string, keyed: boolean): string {
    const audience = this.#route.variesByKey === true && keyed ? '+' : '-';
    const subject = this.#params.map((name) => params[name]).join('/');
    return `${this.#route.name}${audience}${subject}\n${query}`;
  }

  #give(exchange: Exchange, reply: Reply): void {
    this.#sender.send(exchange, reply, reply.status >= 400 ? 'bypass' : 'hit', 0);
  }

  #fail(exchange: Exchange, error: unknown): void {
    const requestId = newRequestId();
    const durationMs = Math.round(this.#deps.monotonic() - exchange.startedAt);
    const facts = { route: this.#route.name, durationMs, requestId };
    const cause = this.#deps.app.failures.note('request-failed', error, facts);
    if (exchange.response.headersSent) exchange.response.destroy();
    else this.#sender.send(exchange, failureReply(cause, requestId), 'bypass', 0);
  }
}

/** Over the limit a client is told so, and nothing else is done. */
function refusal({ window, limit, accountId, startedAt }: Exchange): Reply | undefined {
  return window && tooMany(window, limit, { now: startedAt, keyed: accountId !== undefined });
}
