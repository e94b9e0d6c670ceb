import type { Day, RollupStore } from './ports.js';
import type { Runs } from './runs.js';
import { hourEntry } from './runs.js';
import { readRuns } from './stored-runs.js';
import { hourMs, hoursOfDay, startOfHour } from './windows.js';
import type { Workbench } from './workbench.js';

/**
 * The end of the last hour up to which all are closed and rolled up, from the hour `from` on; from
 * the first hour of the days without it.
 */
export function watermarkOf(days: readonly Runs[], from = 0): number | null {
  let reached: number | null = null;
  for (const runs of days) {
    for (const hour of hoursOfDay) {
      if (startOfHour(runs.dt, hour) < from) continue;
      if (hourEntry(runs, hour)?.closed !== true) return reached;
      reached = startOfHour(runs.dt, hour) + hourMs;
    }
  }
  return reached;
}

/** The watermark of these days, oldest first, as it stands in the store. */
export async function latestWatermark(
  deps: { readonly store: RollupStore; readonly workbench: Workbench },
  days: readonly Day[],
  signal: AbortSignal,
): Promise<string | null> {
  const bench = await deps.workbench.open(signal);
  try {
    const all = await Promise.all(days.map((dt) => readRuns(deps.store, bench, dt, signal)));
    const reached = watermarkOf(all.map(({ runs }) => runs));
    return reached === null ? null : new Date(reached).toISOString();
  } finally {
    await bench.close();
  }
}
