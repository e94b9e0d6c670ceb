import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RouteName, type RoutePolicy, routePolicyKey } from '../contracts/route-policy.js';
import { diagnosticsHeader } from '../contracts/server-env.js';

/** What a loopback API does wrong, switched on and off while it runs. */
export interface LoopbackFaults {
  /** Routes that ask the database for every request. */
  uncached: readonly RouteName[];
  /** Answers everything with 503. */
  ill: boolean;
  /** Cuts the connection of every n-th request; 0 never. */
  cutEvery: number;
  /** Counts this many queries too many in `/metrics` for each request. */
  miscount: number;
}

/** A small API on the loopback address, with an OpenAPI document, diagnostics and `/metrics`. */
export interface LoopbackApi {
  readonly url: string;
  readonly faults: LoopbackFaults;
  /** Requests by key; the empty text counts those without. */
  readonly requestsByKey: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export const loopbackToken = 'loopback-token';
const ids = ['a', 'b', 'c', 'd'];
const standardRoutes: readonly RouteName[] = ['GET /v1/things', 'GET /v1/things/{thing_id}'];

/** Starts one; `routes` adds operations to its OpenAPI document beside the two it serves. */
export async function startLoopbackApi(
  options: {
    readonly routes?: readonly RouteName[];
    readonly policies?: boolean;
    readonly limit?: number;
  } = {},
): Promise<LoopbackApi> {
  const { routes = [], policies = true, limit = 1000 } = options;
  const faults: LoopbackFaults = { uncached: [], ill: false, cutEvery: 0, miscount: 0 };
  const requestsByKey = new Map<string, number>();
  const kept = new Set<string>();
  const queries = new Map<RouteName, number>();
  const document = openApi([...standardRoutes, ...routes], policies ? policyOf(limit) : undefined);
  let seen = 0;

  const count = (route: RouteName, path: string): number => {
    const made = kept.has(path) && !faults.uncached.includes(route) ? 0 : 1;
    kept.add(path);
    queries.set(route, (queries.get(route) ?? 0) + made + faults.miscount);
    return made;
  };
  const serve = (route: RouteName, request: IncomingMessage, response: ServerResponse): void => {
    const key = String(request.headers['x-api-key'] ?? '');
    requestsByKey.set(key, (requestsByKey.get(key) ?? 0) + 1);
    const made = count(route, request.url ?? '');
    if (request.headers[diagnosticsHeader] === loopbackToken) {
      const outcome = made === 0 ? 'hit' : 'miss';
      response.setHeader('server-timing', `db;dur=0;desc="n=${made}", cache;desc=${outcome}`);
    }
    json(
      response,
      200,
      ids.map((id) => ({ id })),
    );
  };
  const answer = (path: string, request: IncomingMessage, response: ServerResponse): void => {
    if (path === '/openapi.json') json(response, 200, document);
    else if (path === '/health/ready') json(response, 200, { status: 'ok' });
    else if (path === '/metrics') response.end(metricsText(queries));
    else if (path === '/v1/things') serve('GET /v1/things', request, response);
    else if (/^\/v1\/things\/[a-d]$/.test(path)) {
      serve('GET /v1/things/{thing_id}', request, response);
    } else json(response, 404, {});
  };
  const server = createServer((request, response) => {
    seen++;
    if (faults.cutEvery > 0 && seen % faults.cutEvery === 0) request.socket.destroy();
    else if (faults.ill) response.writeHead(503).end('ill');
    else answer((request.url ?? '').replace(/\?.*/, ''), request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    faults,
    requestsByKey,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function policyOf(requests: number): RoutePolicy {
  const rate = { requests, windowSeconds: 60 };
  return {
    since: '2018-11-14',
    probation: false,
    cache: { kind: 'reply', freshSeconds: 60, staleSeconds: 600 },
    limit: { name: 'standard', keyed: rate, keyless: rate },
    budget: { p99Ms: 50, dbQueriesPerRequest: 0.05 },
    runbook: 'uncached-route',
  };
}

function openApi(routes: readonly RouteName[], policy: RoutePolicy | undefined): object {
  const paths = routes.map((route) => {
    const [method = '', path = ''] = route.split(' ');
    return [path, { [method.toLowerCase()]: policy ? { [routePolicyKey]: policy } : {} }];
  });
  return {
    openapi: '3.1.0',
    info: { title: 'Things', version: '1' },
    paths: Object.fromEntries(paths),
  };
}

function metricsText(queries: ReadonlyMap<RouteName, number>): string {
  const lines = [...queries].map(([route, n]) => `catops_db_queries_total{route="${route}"} ${n}`);
  return `# TYPE catops_db_queries_total counter\n${lines.join('\n')}\n`;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
