import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { unmatchedRoute } from '../../src/contracts/access-log.js';
import { AllowedMethods } from './allowed-methods.js';
import type { ConnectionBounds } from './connection-bounds.js';
import type { Endpoint } from './endpoint.js';
import { Sender, type SenderDeps } from './exchange.js';
import { openHttpServer, refuseConnection } from './http-server.js';
import { KnownUrls } from './known-urls.js';
import type { RouteCounter } from './metrics.js';
import { badRequest, preflight, type Reply, unknownMethod, unknownRoute } from './reply.js';
import type { Params, Route } from './route.js';

/** Node refuses longer heads before they come here, so no parameter is ever too long for us. */
const longestParameter = 65_536;
/** A server without routes, and how it gets them. */
export interface ApiServer {
  readonly fastify: FastifyInstance;
  mount(route: Route, endpoint: Endpoint): void;
}

/**
 * A Fastify server that routes and does nothing else: no log, no body, no parsed query. What is no
 * route is answered here.
 */
export function createServer(
  deps: SenderDeps,
  unmatched: RouteCounter,
  bounds: ConnectionBounds,
): ApiServer {
  const urls = new KnownUrls();
  const allowed = new AllowedMethods();
  const sender = new Sender(deps, unmatchedRoute, unmatched);
  const answer = (reply: Reply) => (request: FastifyRequest, out: FastifyReply) => {
    out.hijack();
    send(sender, deps, request, out, reply);
  };
  const unknown = (request: FastifyRequest, out: FastifyReply) => {
    const asGet = request.method === 'GET' || request.method === 'HEAD';
    answer(asGet ? unknownRoute : unknownMethod(allowed.of(request.url)))(request, out);
  };
  const fastify = Fastify({
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    // What is asked again and again does not pass through Fastify.
    serverFactory: (route) =>
      openHttpServer((request, response) => {
        const known = urls.find(request);
        if (known) known.endpoint.handle(request, response, known.question);
        else route(request, response);
      }, bounds),
    // A route reads and writes by its own schemas: what Fastify would do it with is not even loaded.
    schemaController: { compilersFactory: { buildValidator: unused, buildSerializer: unused } },
    // While it drains, what still arrives is still answered.
    return503OnClosing: false,
    genReqId: () => '',
    clientErrorHandler: refuseConnection,
    frameworkErrors: (_error, request, out) => answer(badRequest)(request, out),
    routerOptions: {
      maxParamLength: longestParameter,
      // The text as it was sent: each route reads it by its own schema.
      querystringParser: (text) => text as unknown as Record<string, string>,
    },
  });
  // Bodies are not Fastify's: a route reads its own, and what is no route must not depend on one.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null));
  fastify.options('*', answer(preflight));
  fastify.setNotFoundHandler(unknown);
  // Only what Fastify itself refuses comes here: a content type that is none. The route reads it as it
  // reads any other that it does not know.
  fastify.setErrorHandler(function (_error, request, out) {
    if (request.is404) return unknown(request, out);
    return request.routeOptions.handler.call(this, request, out);
  });
  const mount = (route: Route, endpoint: Endpoint) => {
    allowed.add(route);
    const handler = (request: FastifyRequest, out: FastifyReply) => {
      const { raw, params, query } = request;
      // A parameter that is empty is a path that is none.
      if (Object.values(params as Params).includes('')) return unknown(request, out);
      out.hijack();
      // The server's query parser hands the text over as it was sent.
      const question = endpoint.handleNew(raw, out.raw, params as Params, query as string);
      if (question) urls.remember(raw, { endpoint, question });
    };
    const method = route.method === 'GET' ? ['GET', 'HEAD'] : [route.method];
    for (const url of pathsOf(route.path)) fastify.route({ method, url, handler });
  };
  return { fastify, mount };
}

function unused(): never {
  throw new TypeError('No route has a schema of Fastify.');
}

function send(
  sender: Sender,
  deps: SenderDeps,
  { raw }: FastifyRequest,
  out: FastifyReply,
  reply: Reply,
): void {
  const exchange = {
    request: raw,
    response: out.raw,
    startedAt: deps.monotonic(),
    accountId: undefined,
    imageId: undefined,
    window: undefined,
    limit: 0,
  };
  sender.send(exchange, reply, 'bypass', 0);
}

/** Paths under which Fastify knows a route: collections also with a slash at the end. */
function pathsOf(template: string): string[] {
  const path = template.replace(/\{(\w+)\}/g, ':$1');
  const last = path.slice(path.lastIndexOf('/') + 1);
  const isCollection = last !== '' && !last.startsWith(':') && !last.includes('.');
  return isCollection ? [path, `${path}/`] : [path];
}
