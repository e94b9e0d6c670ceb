import * as z from 'zod';
import type { RouteName } from '../../../src/contracts/route-policy.js';
import { serverEnv } from '../../../src/contracts/server-env.js';
import { CatopsError } from '../../../src/platform/errors.js';
import { type Catalogue, type Route, unlimited } from '../../http/route.js';

const names = z.array(z.string()).default([]);

/** Lessons that a route can be served without, beside its cache. */
const lessonsSchema = z.strictObject({
  /** A crowd that asks for one thing waits for one load of it. */
  'single-flight': names,
  /** Parameters that the route does not know make no new key. */
  'cache-key': names,
  /** The limit that it publishes is kept. */
  'rate-limit': names,
  /** A young route has a lower limit. */
  probation: names,
});

type Lessons = z.infer<typeof lessonsSchema>;

/** What is served, and what `/openapi.json` says of it. */
export interface DrilledCatalogue {
  readonly served: Catalogue;
  readonly published: Catalogue;
}

/** Reads which routes are to be served without which lesson. */
export function readLessons(text: string | undefined, routes: Catalogue): Lessons {
  const lessons = parse(text);
  const known = routes.map(({ name }) => name as string);
  const wrong = Object.values(lessons).flatMap((each) => each.filter((it) => !known.includes(it)));
  if (wrong.length === 0) return lessons;
  const listed = wrong.map((name) => JSON.stringify(name)).join(', ');
  throw new CatopsError('route-unknown', `${serverEnv.drillWithout}: no route is named ${listed}.`);
}

function parse(text: string | undefined): Lessons {
  try {
    return lessonsSchema.parse(JSON.parse(text ?? '{}'));
  } catch (cause) {
    throw new CatopsError(
      'config-invalid',
      `${serverEnv.drillWithout} is not a JSON object of route names by lesson (${Object.keys(lessonsSchema.shape).join(', ')}).`,
      { cause, hint: `${serverEnv.drillWithout}='{"rate-limit": ["GET /v1/breeds"]}'` },
    );
  }
}

/** The catalogue without these lessons, but for {@link Lessons} that only the cache can forget. */
export function withoutLessons(routes: Catalogue, lessons: Lessons): DrilledCatalogue {
  const published = routes.map((route) => {
    const young = isOne(route, lessons.probation)
      ? { ...route, limit: 'standard' as const }
      : route;
    return isOne(route, lessons['cache-key']) ? withAnyParameter(young) : young;
  });
  return {
    published,
    served: published.map((route) =>
      isOne(route, lessons['rate-limit'])
        ? { ...route, limit: unlimited('lesson switched off') }
        : route,
    ),
  };
}

function isOne({ name }: { readonly name: RouteName }, listed: readonly string[]): boolean {
  return listed.includes(name);
}

function withAnyParameter(route: Route): Route {
  const query = (route.request?.query ?? z.object({})).loose();
  return { ...route, request: { ...route.request, query } };
}
