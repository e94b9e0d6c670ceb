import { fillBody } from './fill-body.js';
import type { FeedValues } from './fill-feeds.js';
import { fillPlaceholders, placeholdersOf, placeholdersOfBody, textsOf } from './placeholders.js';
import type { Scenario, ScenarioRoute } from './scenario.js';

/** One way a route is asked. Holds secrets. */
export interface Variant {
  /** Path and query. */
  readonly path: string;
  /** Beside those of every request; absent when there are none. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What all routes share. */
export type Shared = Pick<Scenario, 'headers' | 'feeds'>;

/**
 * The different requests a route is asked with, in order. Feeds go in step, so there are as many as
 * the longest feed has values, not every combination: a pool that is small enough to be asked again
 * and again. With a unique feed there are as many as it has values.
 */
export function variantsOf(route: ScenarioRoute, shared: Shared, values: FeedValues): Variant[] {
  const template = route.route.slice(route.route.indexOf(' ') + 1);
  const headers = headersOf(route, shared);
  const count = lengthOf(route, shared, (name) => values[name]?.length ?? 1);
  return Array.from({ length: count }, (_, index) => {
    const lookup = (name: string): string | undefined => {
      const list = values[name] ?? [];
      return list[index % Math.max(1, list.length)];
    };
    const fill = (text: string): string => fillPlaceholders(text, lookup);
    const path = fillPlaceholders(template, (name) =>
      encodeURIComponent(fill(route.params[name] ?? `{${name}}`)),
    );
    const query = Object.entries(route.query).map(
      ([key, text]) => `${encodeURIComponent(key)}=${encodeURIComponent(fill(text))}`,
    );
    return {
      path: query.length === 0 ? path : `${path}?${query.join('&')}`,
      ...(headers.length === 0
        ? {}
        : { headers: Object.fromEntries(headers.map(([key, text]) => [key, fill(text)])) }),
      ...(route.body === null ? {} : { body: fillBody(route.body, lookup) }),
    };
  });
}

/** How many variants a route has, given how many values each feed has. */
export function variantCount(
  route: ScenarioRoute,
  shared: Shared,
  sizes: Readonly<Record<string, number>>,
): number {
  return lengthOf(route, shared, (name) => sizes[name] ?? 1);
}

/** Names of the feeds that requests of a route are made of, each once. */
export function feedsUsed(route: ScenarioRoute, { headers }: Pick<Scenario, 'headers'>): string[] {
  const params = placeholdersOf(route.route).map((name) => route.params[name] ?? `{${name}}`);
  const texts = [
    ...params,
    ...Object.values(route.query),
    ...Object.values(headers),
    ...Object.values(route.headers),
  ];
  const inBody = textsOf(route.body?.value).flatMap(placeholdersOfBody);
  return [...new Set([...texts.flatMap(placeholdersOf), ...inBody])];
}

/** The different paths. */
export function pathsOf(variants: readonly Variant[]): ReadonlySet<string> {
  return new Set(variants.map(({ path }) => path));
}

/** How many requests it takes, in order, until every path was asked once. */
export function turnsToAskAll(variants: readonly Variant[]): number {
  const seen = new Set<string>();
  let turns = 0;
  for (const [index, { path }] of variants.entries()) {
    if (!seen.has(path)) turns = index + 1;
    seen.add(path);
  }
  return turns;
}

function lengthOf(route: ScenarioRoute, shared: Shared, sizeOf: (feed: string) => number): number {
  const used = feedsUsed(route, shared);
  const unique = used.filter((name) => shared.feeds[name]?.pick === 'unique').map(sizeOf);
  return unique.length > 0 ? Math.min(...unique) : Math.max(1, ...used.map(sizeOf));
}

// Only what differs from the headers of every request: those with feeds in them, and the route's own.
function headersOf(route: ScenarioRoute, shared: Shared): [string, string][] {
  const own = Object.entries(route.headers);
  const named = new Set(own.map(([name]) => name.toLowerCase()));
  const type = route.body === null ? [] : [['content-type', route.body.type] as const];
  const common = Object.entries(shared.headers).filter(
    ([name, text]) => !named.has(name.toLowerCase()) && placeholdersOf(text).length > 0,
  );
  return [...type.filter(([name]) => !named.has(name)), ...common, ...own].map(([name, text]) => [
    name.toLowerCase(),
    text,
  ]);
}
