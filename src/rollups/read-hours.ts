import type { Buckets } from './histogram.js';
import type { RollupStore } from './ports.js';
import { knownSlots } from './reading/known-slots.js';
import { hoursOf, type ReportWindow } from './reading/report-window.js';
import { histogramsByHour, sumsByHour } from './reading/texts.js';
import { loadWindow } from './reading/window-data.js';
import type { Row, Workbench } from './workbench.js';

/** One route in one hour: counters by the names of their columns, latencies in log buckets. */
export interface RouteHour {
  readonly route: string;
  readonly counters: Row;
  readonly buckets: Buckets;
}

/** An hour that is counted, `2018-11-15T21`, with the routes that were asked for. */
export interface CountedHour {
  readonly hour: string;
  readonly routes: readonly RouteHour[];
}

/** Every counted hour of a window by route, oldest first; hours that nothing is known of are left out. */
export async function readHours(
  { store, workbench }: { readonly store: RollupStore; readonly workbench: Workbench },
  window: ReportWindow,
  signal: AbortSignal,
): Promise<readonly CountedHour[]> {
  const bench = await workbench.open(signal);
  try {
    const data = await loadWindow({ store, bench, signal }, window, null);
    const sums = byHour(await bench.query(sumsByHour));
    const histograms = bucketsOf(await bench.query(histogramsByHour));
    const known = knownSlots(data);
    return hoursOf(window)
      .filter((hour) => known.has(hour))
      .map((hour) => ({
        hour,
        routes: (sums.get(hour) ?? []).map((counters): RouteHour => {
          const route = String(counters['name']);
          return { route, counters, buckets: histograms.get(key(hour, route)) ?? new Map() };
        }),
      }));
  } finally {
    await bench.close();
  }
}

function byHour(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const hours = new Map<string, Row[]>();
  for (const row of rows) {
    const hour = String(row['slot']);
    const list = hours.get(hour);
    if (list) list.push(row);
    else hours.set(hour, [row]);
  }
  return hours;
}

function bucketsOf(rows: readonly Row[]): ReadonlyMap<string, Buckets> {
  const all = new Map<string, Map<number, number>>();
  for (const row of rows) {
    const name = key(String(row['slot']), String(row['name']));
    const buckets = all.get(name) ?? new Map<number, number>();
    all.set(name, buckets.set(Number(row['bucket']), Number(row['n'])));
  }
  return all;
}

function key(hour: string, route: string): string {
  return `${hour}\u0000${route}`;
}
