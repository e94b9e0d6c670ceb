import type { CauseClass } from '../../contracts/access-log.js';
import { latencyBounds } from '../../contracts/metric-sample.js';
import { seededRandom } from '../../loadtest/random.js';
import type { RouteSlot, Slot, Telemetry } from '../telemetry.js';

/** How a route is at one moment. */
export interface DrawnRoute {
  /** Requests a second. */
  readonly rate: number;
  /** Median latency. */
  readonly ms?: number;
  /** A share of the requests that takes another time, such as those that miss a cache. */
  readonly slowest?: { readonly share: number; readonly ms: number };
  /** Share of failures, and whose part they are. */
  readonly errors?: number;
  readonly cause?: CauseClass;
  readonly limited?: number;
  readonly refused?: number;
  /** Of replies that pass a cache; none has one when absent. */
  readonly hits?: number;
  readonly queries?: number;
}

export interface DrawnWorld {
  readonly seed: number;
  readonly slots: number;
  readonly seconds: number;
  readonly from?: number;
  /** Routes at a slot. */
  routes(slot: number): Readonly<Record<string, DrawnRoute>>;
  /** What else a slot has. */
  more?(slot: number): Partial<Slot>;
}

/** Telemetry with the noise of counts and of latencies, the same for the same seed. */
export function drawnTelemetry(world: DrawnWorld): Telemetry {
  const random = seededRandom(world.seed);
  const slots = Array.from({ length: world.slots }, (_, index): Slot => {
    const routes = Object.entries(world.routes(index)).map(
      ([route, drawn]) => [route, drawSlot(drawn, world.seconds, random)] as const,
    );
    return {
      at: (world.from ?? Date.UTC(2018, 10, 15)) + index * world.seconds * 1000,
      ...{ seconds: world.seconds, reachable: true, releases: [], processes: 2, restarts: 0 },
      ...{ ill: new Map(), failures: [], gauges: {} },
      routes: new Map(routes),
      ...world.more?.(index),
    };
  });
  return { source: 'metrics', slots };
}

function drawSlot(drawn: DrawnRoute, seconds: number, random: () => number): RouteSlot {
  const requests = poisson(drawn.rate * seconds, random);
  const part = (share: number, of = requests) => poisson(share * of, random, of);
  const errors = part(drawn.errors ?? 0);
  const looked = drawn.hits === undefined ? 0 : requests - errors;
  const buckets: number[] = new Array(latencyBounds.length + 1).fill(0);
  // Drawing each of millions would take long, and show no more.
  const drawnCount = Math.min(requests, 300);
  for (let n = 0; n < drawnCount; n += 1) {
    const at = middleMs(drawn, random) * Math.exp(0.8 * normal(random));
    const found = latencyBounds.findIndex((bound) => at / 1000 <= bound);
    const bucket = found < 0 ? latencyBounds.length : found;
    buckets[bucket] = (buckets[bucket] ?? 0) + requests / drawnCount;
  }
  return {
    ...{ requests, errors, buckets, looked },
    limited: part(drawn.limited ?? 0),
    refused: part(drawn.refused ?? 0),
    causes: errors === 0 ? {} : { [drawn.cause ?? 'code']: errors },
    hits: part(drawn.hits ?? 0, looked),
    dbQueries: poisson((drawn.queries ?? 0) * requests, random),
  };
}

function middleMs({ ms = 2, slowest }: DrawnRoute, random: () => number): number {
  return slowest !== undefined && random() < slowest.share ? slowest.ms : ms;
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A count of that mean, at most `most`; of large ones by the normal that it nears. */
export function poisson(mean: number, random: () => number, most = Infinity): number {
  if (mean > 100) {
    return Math.min(most, Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random))));
  }
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit && count < most; product *= random()) count += 1;
  return count;
}
