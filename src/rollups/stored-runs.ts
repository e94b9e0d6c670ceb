import type { Day, RollupStore, StoredObject } from './ports.js';
import { noRuns, parseRuns, printRuns, type Runs } from './runs.js';
import type { Bench } from './workbench.js';

/** The runs of a day as they are stored, and the object they were read from. */
export interface StoredRuns {
  readonly runs: Runs;
  readonly object: StoredObject | null;
}

export async function readRuns(
  store: RollupStore,
  bench: Bench,
  dt: Day,
  signal: AbortSignal,
): Promise<StoredRuns> {
  const object = await store.stat('runs', dt, signal);
  const path = object && (await store.local('runs', dt, signal));
  return { runs: path ? parseRuns(await bench.read(path), dt) : noRuns(dt), object };
}

/** Puts the runs of a day in place; false when somebody else was faster. */
export async function writeRuns(
  store: RollupStore,
  bench: Bench,
  { runs, object }: StoredRuns,
  signal: AbortSignal,
): Promise<boolean> {
  const path = await bench.save(printRuns(runs));
  const target = { table: 'runs', dt: runs.dt } as const;
  return (await store.replace(target, path, object, signal)) !== 'conflict';
}
