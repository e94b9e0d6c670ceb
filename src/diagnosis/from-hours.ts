import { type CauseClass, causeClasses } from '../contracts/access-log.js';
import { latencyBounds } from '../contracts/metric-sample.js';
import { type Buckets, msOf } from '../rollups/histogram.js';
import type { CountedHour, RouteHour } from '../rollups/read-hours.js';
import type { RouteSlot, Slot, Telemetry } from './telemetry.js';

/** Rolled-up hours as telemetry. They tell of requests alone: nothing of processes or dependencies. */
export function fromHours(hours: readonly CountedHour[]): Telemetry {
  const slots = hours.map(
    ({ hour, routes }): Slot => ({
      at: Date.parse(`${hour}:00:00Z`),
      ...{ seconds: 3600, reachable: true, releases: [], processes: null, restarts: 0 },
      ...{ ill: new Map(), failures: [], gauges: {} },
      routes: new Map(routes.map((route) => [route.route, routeSlot(route)])),
    }),
  );
  return { source: 'rollups', slots };
}

function routeSlot({ counters, buckets }: RouteHour): RouteSlot {
  const of = (name: string) => Number(counters[name] ?? 0);
  const causes: Partial<Record<CauseClass, number>> = {};
  for (const cause of causeClasses) {
    if (of(`cause_${cause}`) > 0) causes[cause] = of(`cause_${cause}`);
  }
  return {
    requests: of('requests'),
    errors: of('s5xx'),
    limited: of('throttled'),
    refused: of('s4xx') - of('throttled'),
    causes,
    hits: of('hits'),
    looked: of('hits') + of('misses') + of('stale'),
    dbQueries: of('db_queries'),
    buckets: inBounds(buckets),
  };
}

/** Finer buckets put into the coarser ones of live metrics, each by its middle. */
function inBounds(buckets: Buckets): readonly number[] {
  const counts: number[] = new Array(latencyBounds.length + 1).fill(0);
  for (const [bucket, count] of buckets) {
    const found = latencyBounds.findIndex((bound) => msOf(bucket) <= bound * 1000);
    const index = found < 0 ? latencyBounds.length : found;
    counts[index] = (counts[index] ?? 0) + count;
  }
  return counts;
}
