import type { FeedValues } from './fill-feeds.js';
import { fillPlaceholders, placeholdersOf } from './placeholders.js';
import type { ScenarioRoute } from './scenario.js';

/**
 * The different paths a route is asked with. Feeds go in step, so there are as many as the longest
 * feed has values, not every combination: a pool that is small enough to be asked again and again.
 */
export function variantsOf(route: ScenarioRoute, feeds: FeedValues): string[] {
  const template = route.route.slice(route.route.indexOf(' ') + 1);
  const params = placeholdersOf(template);
  const texts = params.map((name) => route.params[name] ?? `{${name}}`);
  const used = [...texts, ...Object.values(route.query)].flatMap(placeholdersOf);
  const count = Math.max(1, ...used.map((name) => feeds[name]?.length ?? 1));
  return Array.from({ length: count }, (_, index) => {
    const valueFor = (text: string): string =>
      fillPlaceholders(text, (name) => {
        const values = feeds[name] ?? [];
        return values[index % Math.max(1, values.length)];
      });
    const path = fillPlaceholders(template, (name) =>
      encodeURIComponent(valueFor(route.params[name] ?? `{${name}}`)),
    );
    const query = Object.entries(route.query).map(
      ([key, text]) => `${encodeURIComponent(key)}=${encodeURIComponent(valueFor(text))}`,
    );
    return query.length === 0 ? path : `${path}?${query.join('&')}`;
  });
}

/** How many paths a route will be asked with, given only how many values each feed has. */
export function variantCount(
  route: ScenarioRoute,
  feeds: Readonly<Record<string, number>>,
): number {
  const stand = Object.entries(feeds).map(([name, count]) => [
    name,
    Array.from({ length: count }, (_, index) => String(index)),
  ]);
  return variantsOf(route, Object.fromEntries(stand)).length;
}
