import * as z from 'zod';
import { type FeedValues, fillFeeds } from '../fill-feeds.js';
import { readOpenApi } from '../open-api-place.js';
import type { TargetReader } from '../ports.js';
import { shuffled } from '../random.js';
import type { Scenario, ScenarioFile, ScenarioRoute } from '../scenario.js';
import { pathsOf, variantsOf } from '../variants.js';
import type { Ask } from './probe-context.js';

const most = 60;

/** What it takes to find them. */
export interface ColdAsksDeps {
  readonly target: TargetReader;
  readonly random: () => number;
}

/** Tells ways to ask a route beside those given. */
export type ColdAsks = (route: ScenarioRoute, asked: readonly Ask[]) => readonly Ask[];

/**
 * Finds ways to ask that the load leaves out: with values of the target's feeds beyond those that the
 * scenario takes, else with other values of a whole-number parameter that the OpenAPI document
 * declares. Asks the target once for each feed; what it does not answer gives none.
 */
export async function findColdAsks(
  { target, random }: ColdAsksDeps,
  file: ScenarioFile,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<ColdAsks> {
  const { scenario } = file;
  const feeds = await valuesBeyond(file, { target, random }, headers, signal);
  const openApi = await readOpenApi(target, scenario.openApi, { headers, signal }).catch(
    () => undefined,
  );
  const numbersOf = wholeNumbers(openApi?.text ?? '');
  return (route, asked) => {
    if (feeds === undefined) return [];
    const known = pathsOf(asked);
    const numbers = shuffled(numbersOf(route.route), random);
    const fed = variantsOf(route, scenario, feeds);
    const counted = numbers.flatMap(([name, value]) => {
      const query = { ...route.query, [name]: String(value) };
      return variantsOf({ ...route, query }, scenario, feeds).slice(0, 1);
    });
    const others = new Map([...fed, ...counted].map((ask) => [ask.path, ask] as const));
    return [...others.values()].filter(({ path }) => !known.has(path)).slice(0, most);
  };
}

/** All values of each feed, or only those that the scenario does not take, where there are any. */
async function valuesBeyond(
  file: ScenarioFile,
  { target, random }: ColdAsksDeps,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<FeedValues | undefined> {
  const { feeds } = file.scenario;
  const unbounded: Scenario['feeds'] = Object.fromEntries(
    Object.entries(feeds).map(([name, feed]) => {
      const count = Number.POSITIVE_INFINITY;
      return [name, feed.kind === 'target' ? { ...feed, count, pick: 'sequential' } : feed];
    }),
  );
  const scenario = { ...file.scenario, feeds: unbounded };
  // What stands in for the values of an ill target is no way to ask.
  const well: TargetReader = {
    get: async (path, options) => {
      const reply = await target.get(path, options);
      return reply.status >= 500 ? { ...reply, status: 404 } : reply;
    },
  };
  const all = await fillFeeds(well, { ...file, scenario }, headers, signal).catch(() => undefined);
  if (all === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(all).map(([name, values]) => {
      const feed = feeds[name];
      const beyond = feed?.kind === 'target' ? values.slice(feed.count) : [];
      return [name, beyond.length > 0 ? shuffled(beyond, random) : values];
    }),
  );
}

const parameter = z.looseObject({
  name: z.string(),
  in: z.literal('query'),
  schema: z.looseObject({
    type: z.literal('integer'),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  }),
});
const document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});
const operation = z.looseObject({ parameters: z.array(z.unknown()) });
/** Values of one parameter that are tried. */
const valuesTried = 50;

/** Values that a route's first whole-number parameter may have, by the route. */
function wholeNumbers(openApi: string): (route: string) => (readonly [string, number])[] {
  const paths = document.safeParse(parseJson(openApi)).data?.paths ?? {};
  return (route) => {
    const [method = '', path = ''] = route.split(' ');
    const declared = operation.safeParse(paths[path]?.[method.toLowerCase()]).data?.parameters;
    const known = (declared ?? []).flatMap((each) => parameter.safeParse(each).data ?? []);
    const [first] = known;
    if (!first) return [];
    const { minimum = 1, maximum = Number.POSITIVE_INFINITY } = first.schema;
    const from = Math.max(1, minimum);
    return Array.from({ length: valuesTried }, (_, index) => from + index)
      .filter((value) => value <= maximum)
      .map((value) => [first.name, value] as const);
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
