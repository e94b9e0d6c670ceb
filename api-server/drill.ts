import * as z from 'zod';
import type { RouteName } from '../src/contracts/route-policy.js';
import { serverEnv } from '../src/contracts/server-env.js';
import { CatopsError } from '../src/platform/errors.js';
import type { AppShape } from './app.js';
import { catalogue } from './catalogue.js';
import { type CachePolicy, type Catalogue, never } from './http/route.js';
import { readLessons, withoutLessons } from './infra/drill/lessons.js';
import { SeparateLoads } from './infra/drill/separate-loads.js';
import { type SlowQueries, withSlowQueries } from './infra/drill/slow-queries.js';
import type { AppDeps } from './ports.js';
import { readConfig } from './read-config.js';
import type { Wiring } from './wiring.js';
import { runWorker } from './worker-process.js';

const loopback = /^(127(\.\d{1,3}){3}|::1|localhost)$/;
const namesSchema = z.array(z.string());
const slowSchema = z.record(z.string(), z.int().min(1).max(60_000));

/**
 * The catalogue with the caches of the named routes switched off, so that each of their requests
 * asks the database. This is the only place where a lesson can be unlearnt.
 */
export function withoutCache(routes: Catalogue, names: readonly string[]): Catalogue {
  const cached = routes.filter(({ cache }) => sparesDatabase(cache)).map(({ name }) => name);
  const wrong = names.filter((name) => !cached.includes(name as RouteName));
  if (wrong.length > 0) {
    throw new CatopsError(
      'route-unknown',
      `No route that a cache keeps off the database is named ${wrong.map((name) => JSON.stringify(name)).join(', ')}.`,
      { hint: `one of ${cached.join(', ')}` },
    );
  }
  return routes.map((route) =>
    names.includes(route.name) ? { ...route, cache: never('lesson switched off') } : route,
  );
}

function sparesDatabase(cache: CachePolicy): boolean {
  return !('never' in cache || 'spares' in cache);
}

type Env = Readonly<Record<string, string | undefined>>;

/** What the drill serves, from its environment. Refuses to be reachable from elsewhere. */
export function drillCatalogue(env: Env): Catalogue {
  const { host } = readConfig(env);
  if (!loopback.test(host)) {
    throw new CatopsError(
      'config-invalid',
      `A drill listens on a loopback address only, and ${serverEnv.host} is "${host}".`,
      { hint: `${serverEnv.host}=127.0.0.1` },
    );
  }
  return withoutLessons(uncached(env), lessonsOf(env)).served;
}

/** What else of it is other than usual: what it says of itself, and how its cache works. */
export function drillShape(env: Env): Partial<AppShape> {
  const lessons = lessonsOf(env);
  return {
    published: withoutLessons(uncached(env), lessons).published,
    openCache: (options) => new SeparateLoads(options, lessons['single-flight']),
  };
}

function uncached(env: Env): Catalogue {
  return withoutCache(catalogue, readNames(env[serverEnv.drillUncache]));
}

function lessonsOf(env: Env) {
  return readLessons(env[serverEnv.drillWithout], catalogue);
}

/** What the drill is made of: some queries slow, and bulkheads that hold nothing back. */
export function drillDeps(env: Env, { deps, shared }: Pick<Wiring, 'deps' | 'shared'>): AppDeps {
  const slow = readSlow(env[serverEnv.drillSlow]);
  const lanes = env[serverEnv.drillBulkheads] === 'off' ? Number.POSITIVE_INFINITY : deps.lanes;
  return { ...deps, lanes, stores: withSlowQueries(deps.stores, slow, shared) };
}

function readSlow(text: string | undefined): SlowQueries {
  try {
    return slowSchema.parse(JSON.parse(text ?? '{}'));
  } catch (cause) {
    throw new CatopsError(
      'config-invalid',
      `${serverEnv.drillSlow} is not a JSON object of milliseconds by query.`,
      { cause, hint: `${serverEnv.drillSlow}='{"images.analysis": 50}'` },
    );
  }
}

function readNames(text: string | undefined): readonly string[] {
  try {
    return namesSchema.parse(JSON.parse(text ?? '[]'));
  } catch (cause) {
    throw new CatopsError(
      'config-invalid',
      `${serverEnv.drillUncache} is not a JSON array of route names.`,
      { cause, hint: `${serverEnv.drillUncache}='["GET /v1/images/{image_id}/analysis"]'` },
    );
  }
}

// Entry of an API process, where a test does not import it. What it serves is made inside, so that
// what is wrong with it is told like any other failed start.
if (/drill\.[jt]s$/.test(process.argv[1] ?? '')) {
  await runWorker({
    get catalogue() {
      return drillCatalogue(process.env);
    },
    get shape() {
      return drillShape(process.env);
    },
    threadFile: './drill-sqlite-thread.js',
    alter: (wiring) => drillDeps(process.env, wiring),
  });
}
