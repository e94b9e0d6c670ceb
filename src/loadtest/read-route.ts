import type { RouteName } from '../contracts/route-policy.js';
import { placeholdersOf, placeholdersOfBody, textsOf } from './placeholders.js';
import { checkHeaders, unknownFeed } from './read-headers.js';
import { needsBody, type ReplyCheck } from './reply-check.js';
import type { RouteContent } from './route-schema.js';
import type { Scenario, ScenarioBody, ScenarioPath, ScenarioRoute } from './scenario.js';
import type { ScenarioFault } from './scenario-fault.js';

/** A route with what its section does not say filled in. */
export function readRoute(route: string, content: RouteContent | null): ScenarioRoute {
  return {
    route: route as RouteName,
    weight: content?.weight ?? 1,
    params: content?.path ?? {},
    query: content?.query ?? {},
    headers: content?.headers ?? {},
    body: bodyOf(content?.body),
    expectedStatus: content?.expect.status ?? 200,
    check: checkOf(content?.expect),
    dbQueriesPerRequest: content?.budget?.dbQueriesPerRequest ?? null,
  };
}

function bodyOf(body: RouteContent['body']): ScenarioBody | null {
  if (body === undefined) return null;
  return body.text === undefined
    ? { kind: 'json', value: body.json, type: body.type ?? 'application/json' }
    : { kind: 'text', value: body.text, type: body.type ?? 'text/plain; charset=utf-8' };
}

function checkOf(expect: RouteContent['expect'] | undefined): ReplyCheck | null {
  if (expect === undefined) return null;
  const { headers, body } = expect;
  const check: ReplyCheck = {
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text]),
    ),
    contains: body?.contains === undefined ? [] : [body.contains].flat(),
    json: body?.json ?? {},
    has: body?.has ?? [],
  };
  return needsBody(check) || Object.keys(headers).length > 0 ? check : null;
}

/** Adds what is wrong with a route by itself, and with the feeds it names, to `faults`. */
export function checkRoute(
  route: ScenarioRoute,
  { feeds, headers }: Pick<Scenario, 'feeds' | 'headers'>,
  faults: ScenarioFault[],
): void {
  const at: ScenarioPath = ['routes', route.route];
  const names = Object.keys(feeds);
  const params = placeholdersOf(route.route);
  for (const name of Object.keys(route.params).filter((key) => !params.includes(key))) {
    faults.push({ path: [...at, 'path', name], message: `the route has no parameter {${name}}` });
  }
  for (const name of params.filter((key) => !(key in route.params) && !names.includes(key))) {
    const known = names.length > 0 ? `known are ${names.join(', ')}` : 'no feed is defined';
    faults.push({ path: at, message: `no feed fills {${name}}; ${known}` });
  }
  for (const [part, values] of [
    ['path', route.params],
    ['query', route.query],
  ] as const) {
    for (const [key, text] of Object.entries(values)) {
      for (const name of placeholdersOf(text).filter((feed) => !names.includes(feed))) {
        faults.push({ path: [...at, part, key], message: unknownFeed(name, names) });
      }
    }
  }
  checkHeaders(route.headers, [...at, 'headers'], names, faults);
  for (const name of textsOf(route.body?.value).flatMap(placeholdersOfBody)) {
    if (names.includes(name)) continue;
    const message = `${unknownFeed(name, names)}; if none is meant, write { ${name} }`;
    faults.push({ path: [...at, 'body'], message });
  }
  checkRequest(route, headers, faults);
}

function checkRequest(
  route: ScenarioRoute,
  common: Scenario['headers'],
  faults: ScenarioFault[],
): void {
  const at: ScenarioPath = ['routes', route.route];
  if (route.body !== null && /^(GET|OPTIONS) /.test(route.route)) {
    faults.push({ path: [...at, 'body'], message: 'a request that only reads has no body' });
  }
  const packed = [...Object.keys(common), ...Object.keys(route.headers)].some(
    (name) => name.toLowerCase() === 'accept-encoding',
  );
  if (packed && route.check !== null && needsBody(route.check)) {
    faults.push({
      path: [...at, 'expect', 'body'],
      message: 'a body that may come compressed cannot be looked into; leave out accept-encoding',
    });
  }
}
