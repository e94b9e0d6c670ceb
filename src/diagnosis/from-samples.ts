import { type CauseClass, causeClasses } from '../contracts/access-log.js';
import type { MetricSample, RouteSample } from '../contracts/metric-sample.js';
import type { RouteSlot, Slot, Telemetry } from './telemetry.js';

/** Live metrics as telemetry, a slot a sample. */
export function fromSamples(samples: readonly MetricSample[]): Telemetry {
  const slots = samples.map((sample): Slot => {
    const { at, seconds, reachable, releases, processes, restarts, failures, gauges } = sample;
    return {
      at: Date.parse(at) - seconds * 1000,
      ...{ seconds, reachable, releases, restarts, failures, gauges },
      processes: reachable ? processes : null,
      routes: new Map(sample.routes.map((route) => [route.route, routeSlot(route)])),
      ill: new Map(sample.dependencies.map(({ dependency, illIn }) => [dependency, illIn])),
    };
  });
  return { source: 'metrics', slots: slots.sort((a, b) => a.at - b.at) };
}

function routeSlot(sample: RouteSample): RouteSlot {
  const { requests, outcomes, causes, dbQueries, buckets } = sample;
  const count = (is: (status: number) => boolean) =>
    Object.entries(requests).reduce((sum, [status, n]) => sum + (is(Number(status)) ? n : 0), 0);
  return {
    requests: count(() => true),
    errors: count((status) => status >= 500),
    limited: count((status) => status === 429),
    refused: count((status) => status >= 400 && status < 500 && status !== 429),
    causes: Object.fromEntries(
      Object.entries(causes).filter(([cause]) => causeClasses.includes(cause as CauseClass)),
    ),
    hits: outcomes.hit,
    looked: outcomes.hit + outcomes.miss + outcomes.stale,
    ...{ dbQueries, buckets },
  };
}
