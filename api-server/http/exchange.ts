import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import type { CacheOutcome, CauseClass } from '../../src/contracts/access-log.js';
import type { ErrorForm } from '../config.js';
import type { AccessLog } from '../ports.js';
import { conditioned } from './conditional.js';
import { type DiagnosticsCheck, diagnosticsHeaders } from './diagnostics.js';
import { causeOfReply } from './failure.js';
import type { RouteCounter } from './metrics.js';
import { rateLimitHeaders, type Window } from './rate-limit.js';
import { headerLines, mayBeReady, sendReady } from './ready-head.js';
import {
  asEraOneError,
  asJsonError,
  baseHeaders,
  notFound,
  overloaded,
  privately,
  type RawHeaders,
  type Reply,
  responseTimeSlot,
  unavailable,
} from './reply.js';
import type { Route } from './route.js';
import type { TimeTexts } from './time-texts.js';
import type { UnsentReplies } from './unsent-replies.js';

/** One request and what is known of it so far. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the monotonic clock. */
  readonly startedAt: number;
  /** Public id of the account, when a valid key was sent. */
  accountId: string | undefined;
  /** What the client gave as the id of an image; whether there is one, only a reply tells. */
  readonly imageId: string | undefined;
  /** The client's window and limit on this route; undefined where there is none. */
  window: Window | undefined;
  limit: number;
}

export interface SenderDeps {
  readonly accessLog: AccessLog;
  readonly times: TimeTexts;
  readonly monotonic: () => number;
  readonly diagnostics: DiagnosticsCheck;
  readonly unsent: UnsentReplies;
  /** How errors are sent of routes that do not say it. */
  readonly errorForm: ErrorForm;
  /** After a reply, until the next request begins: what a client is told of it. */
  readonly idleMs: number;
}

const errorForms: Readonly<Record<ErrorForm, (made: Reply) => Reply>> = {
  text: (made) => made,
  json: asEraOneError,
};

const smallReply = 65_536;
/** What a reply that is read as it is sent holds: what was read ahead, and what the socket has not taken. */
const streamedReply = 131_072;

const isAbout = (status: number) => (status >= 200 && status < 300) || status === 304;

const readyStart = `HTTP/1.1 200 OK\r\n${baseHeaders[0]}: `;
const readyBase = `\r\n${headerLines(baseHeaders.slice(2))}`;
const msTexts = Array.from({ length: 1000 }, (_, ms) => `${ms}ms`);

const msText = (ms: number) => msTexts[Math.round(ms)] ?? `${Math.round(ms)}ms`;

const none: RawHeaders = [];

/** Writes replies of one route, and counts and records each. One `writeHead`, one `end`. */
export class Sender {
  readonly #deps: SenderDeps;
  readonly #route: string;
  readonly #counter: RouteCounter;
  readonly #toError: (made: Reply) => Reply;
  readonly #ofAccounts: boolean;
  readonly #readyEnd: string;

  constructor(
    deps: SenderDeps,
    route: string,
    counter: RouteCounter,
    { errors, auth }: Pick<Partial<Route>, 'errors' | 'auth'> = {},
  ) {
    this.#deps = deps;
    this.#route = route;
    this.#counter = counter;
    this.#ofAccounts = auth === 'required';
    const idle = Math.floor(deps.idleMs / 1000);
    this.#readyEnd = `\r\nConnection: keep-alive\r\nKeep-Alive: timeout=${idle}\r\n\r\n`;
    this.#toError = errors ? asJsonError : errorForms[deps.errorForm];
  }

  send(exchange: Exchange, made: Reply, outcome: CacheOutcome, queries: number): void {
    const { request, response } = exchange;
    const met = made.etag === undefined ? made : conditioned(made, request);
    const reply = met.status >= 400 ? this.#toError(met) : met;
    const bare = request.method === 'HEAD' || reply.bytes === 0;
    // Smaller ones, and those that are kept anyway, are bounded by the number of connections.
    const held = reply.stream ? streamedReply : reply.bytes;
    const isOwn = !bare && held > smallReply && outcome !== 'hit' && outcome !== 'stale';
    if (isOwn && !this.#deps.unsent.take(response, held)) {
      this.send(exchange, overloaded, 'bypass', queries);
      return;
    }

    if (reply.stream && !bare) this.#stream(exchange, reply, outcome, queries);
    else this.#write(exchange, reply, outcome, queries);
  }

  /** The head goes when the file is open: what is gone by then is not there. */
  #stream(exchange: Exchange, reply: Reply, outcome: CacheOutcome, queries: number): void {
    const { response } = exchange;
    const opened = reply.stream?.() ?? Promise.resolve(undefined);
    opened.then(
      (file) => {
        if (!file) return this.send(exchange, notFound, 'bypass', queries);
        this.#write(exchange, reply, outcome, queries, file);
      },
      () => this.send(exchange, unavailable, 'bypass', queries),
    );
    response.once('close', () => void opened.then((file) => file?.destroy()).catch(() => {}));
  }

  #write(
    exchange: Exchange,
    reply: Reply,
    outcome: CacheOutcome,
    queries: number,
    file?: Readable,
  ): void {
    const { request, response } = exchange;
    const { status } = reply;
    const bare = request.method === 'HEAD' || reply.bytes === 0;
    const ms = this.#deps.monotonic() - exchange.startedAt;
    const taken = msText(ms);
    const more = this.#more(exchange, outcome, queries, ms);
    if (bare || !this.#sendReady(exchange, reply, taken, more)) {
      // Written at once below, so the one array can serve every request for this reply.
      const shared = reply.headers as string[];
      shared[responseTimeSlot] = taken;
      response.writeHead(status, more === none ? shared : shared.concat(more));
      if (bare) response.end();
      // One that breaks off ends the connection: its length was said.
      else if (file) pipeline(file, response, () => {});
      else response.end(reply.body, 'latin1');
    }
    const cause = causeOfReply(reply);
    this.#record(exchange, { status, cause }, bare ? 0 : reply.bytes, outcome, queries);
  }

  /** False where the head is Node's to put together; then nothing is done. */
  #sendReady(
    { request, response }: Exchange,
    { status, headers, ready, body }: Reply,
    taken: string,
    more: RawHeaders,
  ): boolean {
    if (ready?.of !== headers || status !== 200 || !mayBeReady(request, response)) return false;
    const own = ready.lines + (more === none ? 'Date: ' : `${headerLines(more)}Date: `);
    const head = readyStart + taken + readyBase + own + this.#deps.times.http() + this.#readyEnd;
    return sendReady(response, head, body);
  }

  /** Headers of this request alone. */
  #more(exchange: Exchange, outcome: CacheOutcome, queries: number, ms: number): RawHeaders {
    const { window, accountId, limit, request, startedAt } = exchange;
    // A key in a header tells no cache on the way that the answer is for one account.
    const owned = this.#ofAccounts ? privately : none;
    const told =
      window !== undefined && accountId !== undefined
        ? owned.concat(rateLimitHeaders(window, limit, startedAt))
        : owned;
    if (!this.#deps.diagnostics(request)) return told;
    return told.concat(diagnosticsHeaders(outcome, queries, ms));
  }

  #record(
    { request, startedAt, accountId, imageId }: Exchange,
    { status, cause }: { readonly status: number; readonly cause: CauseClass | null },
    bytes: number,
    cache: CacheOutcome,
    queries: number,
  ): void {
    const { accessLog, times, monotonic } = this.#deps;
    const ms = monotonic() - startedAt;
    this.#counter.observe(status, cache, queries, ms / 1000);
    if (cause !== null) this.#counter.failed(cause);
    accessLog.write({
      v: 1,
      ts: times.iso(),
      method: request.method ?? '',
      route: this.#route,
      status,
      latency_ms: Math.round(ms * 1000) / 1000,
      bytes,
      api_key_id: accountId ?? null,
      cache,
      db_queries: queries,
      cause,
      // Of an error it may be any text; of an answer it is an image that there is.
      image_id: isAbout(status) ? (imageId ?? null) : null,
    });
  }
}
