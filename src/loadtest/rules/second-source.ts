import type { Inventory } from '../inventory.js';
import type { LoadMeasurement } from '../ports.js';

const sample =
  /^catops_db_queries_total\{(?:[^}]*,)?route="((?:[^"\\]|\\.)*)"[^\n]*\}\s+(\d+(?:\.\d+)?)/gm;
// A reply that was lost may have cost queries too, and this many at most are believed of one.
const queriesOfALostReply = 4;

/** Database queries by route, as the target's own counters say; empty when it has none. */
export function readQueryCounters(metrics: string): ReadonlyMap<string, number> {
  const counters = new Map<string, number>();
  for (const [, route = '', value = '0'] of metrics.matchAll(sample)) {
    counters.set(route, (counters.get(route) ?? 0) + Number(value));
  }
  return counters;
}

/**
 * Compares what the replies told with what the target counted. A difference larger than the
 * requests without a told reply explains is a doubt: one of the two is wrong.
 */
export function compareQueryCounts(
  measurement: LoadMeasurement,
  inventory: Inventory,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): string[] {
  return [...inventory.keys()].flatMap((route) => {
    const counted = (after.get(route) ?? 0) - (before.get(route) ?? 0);
    const parts = measurement.phases
      .flatMap((phase) => phase.routes)
      .filter((part) => part.route === route);
    const told = parts.reduce((sum, part) => sum + part.queries, 0);
    const untold = parts.reduce((sum, part) => sum + part.sent - part.queriesTold, 0);
    // A feed may have asked the route beside the load.
    const spare = (untold + 1) * queriesOfALostReply;
    if (!after.has(route) || Math.abs(counted - told) <= spare) return [];
    return [
      `${route}: its replies told of ${told} database queries and /metrics counted ${counted}; one of the two is wrong.`,
    ];
  });
}
