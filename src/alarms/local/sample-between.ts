import type { MetricSample, RouteSample } from '../../contracts/metric-sample.js';
import { emptyRoute, keySeparator, type MetricTotals, type RouteTotals } from './read-totals.js';

/** The period a sample is of. */
export interface SamplePeriod {
  /** Its end, milliseconds since the epoch. */
  readonly at: number;
  readonly seconds: number;
}

type Outcomes = RouteSample['outcomes'];

const restartsCounter = 'catops_worker_restarts_total';

/**
 * What happened between two looks at the API's counters. `before` null: nobody had looked, so nothing
 * is known of what was counted and gauges are all there is. `after` null: the API did not answer.
 */
export function sampleBetween(
  before: MetricTotals | null,
  after: MetricTotals | null,
  { at, seconds }: SamplePeriod,
): MetricSample {
  const head = { v: 1, at: new Date(at).toISOString(), seconds } as const;
  if (!after) return { ...head, ...silent };
  const base = before ?? after;
  const grown = grownCounts(base.counters, after.counters);
  const { [restartsCounter]: restarts = 0, ...counters } = Object.fromEntries(grown);
  const { catops_processes: processes = 0, ...gauges } = Object.fromEntries(after.gauges);
  return {
    ...head,
    releases: after.releases,
    reachable: true,
    processes,
    restarts,
    routes: routesBetween(base, after),
    gauges: { ...gauges, ...counters },
    failures: [...grownCounts(base.failures, after.failures)].flatMap(([key, count]) => {
      const [event = '', cause = '', dependency = ''] = key.split(keySeparator);
      return count > 0 ? [{ event, cause, dependency, count }] : [];
    }),
    dependencies: [...after.dependencies].map(([dependency, illIn]) => ({ dependency, illIn })),
  };
}

const silent = {
  releases: [],
  reachable: false,
  processes: 0,
  restarts: 0,
  routes: [],
  gauges: {},
  failures: [],
  dependencies: [],
} as const;

/** Those that answered something, in the order the API names them. */
function routesBetween(before: MetricTotals, after: MetricTotals): readonly RouteSample[] {
  return [...after.routes].flatMap(([route, totals]) => {
    const sample = routeBetween(route, before.routes.get(route) ?? emptyRoute(), totals);
    return isQuiet(sample) ? [] : [sample];
  });
}

function routeBetween(route: string, before: RouteTotals, after: RouteTotals): RouteSample {
  return {
    route,
    requests: grownRecord(before.requests, after.requests),
    outcomes: grownOutcomes(before.outcomes, after.outcomes),
    causes: grownRecord(before.causes, after.causes),
    dbQueries: grown(before.dbQueries, after.dbQueries),
    rateLimited: grown(before.rateLimited, after.rateLimited),
    refused: grown(before.refused, after.refused),
    buckets: bucketsOf(after).map((count, index) => grown(bucketsOf(before)[index] ?? 0, count)),
    // Added up in floating point: what is left over is no time.
    seconds: Math.round(grown(before.seconds, after.seconds) * 1e6) / 1e6,
  };
}

/** Not summed up. */
function bucketsOf({ upTo }: RouteTotals): readonly number[] {
  return upTo.map((count, index) => count - (upTo[index - 1] ?? 0));
}

function isQuiet({ requests, dbQueries, refused }: RouteSample): boolean {
  return Object.keys(requests).length === 0 && dbQueries === 0 && refused === 0;
}

/** A counter that fell began anew: all of it was counted since. */
function grown(before: number, after: number): number {
  return after < before ? after : after - before;
}

function grownCounts(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  return new Map([...after].map(([key, count]) => [key, grown(before.get(key) ?? 0, count)]));
}

/** Without those that did not grow. */
function grownRecord(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after)
      .map(([key, count]) => [key, grown(before[key] ?? 0, count)] as const)
      .filter(([, count]) => count > 0),
  );
}

function grownOutcomes(before: Outcomes, after: Outcomes): Outcomes {
  return {
    hit: grown(before.hit, after.hit),
    miss: grown(before.miss, after.miss),
    stale: grown(before.stale, after.stale),
    bypass: grown(before.bypass, after.bypass),
  };
}
