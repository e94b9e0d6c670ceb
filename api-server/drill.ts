import type { RouteName } from '../src/contracts/route-policy.js';
import { CatopsError } from '../src/platform/errors.js';
import { type Catalogue, never } from './http/route.js';

/** The catalogue with the caches of the named routes switched off. */
export function withoutCache(catalogue: Catalogue, names: readonly RouteName[]): Catalogue {
  const cached = catalogue.filter(({ cache }) => !('never' in cache)).map(({ name }) => name);
  const wrong = names.filter((name) => !cached.includes(name));
  if (wrong.length > 0) {
    throw new CatopsError(
      'route-unknown',
      `No route with a cache is named ${wrong.map((name) => `"${name}"`).join(', ')}.`,
      { hint: `Routes with a cache: ${cached.join(', ')}` },
    );
  }
  return catalogue.map((route) =>
    names.includes(route.name) ? { ...route, cache: never('lesson switched off') } : route,
  );
}
