import type { Clock } from '../platform/host.js';
import type { CompactedLogs } from './compacted.js';
import { manifestsByHour } from './manifest.js';
import type { Day, LogFile, LogStore, RollupStore } from './ports.js';
import { isTorn } from './rolling/gather-facts.js';
import { dayEntry, hourEntry, type Runs } from './runs.js';
import { readRuns, writeRuns } from './stored-runs.js';
import { type TableName, tables } from './tables.js';
import { addDays, dayOf, hoursOfDay } from './windows.js';
import type { Bench, Workbench } from './workbench.js';

/** Days the raw log is kept when nothing else is set. */
export const rawKeptDays = 30;

export interface PurgeDeps {
  readonly logs: LogStore;
  readonly compacted: CompactedLogs;
  readonly store: RollupStore;
  readonly workbench: Workbench;
  readonly runtime: { readonly clock: Pick<Clock, 'now'>; sha256(text: string): string };
}

/** What the rules would remove. To show it is the dry run. */
export interface PurgePlan {
  readonly raw: readonly {
    readonly dt: Day;
    readonly files: readonly LogFile[];
    readonly bytes: number;
    readonly compacted: boolean;
  }[];
  readonly tables: readonly { readonly table: TableName; readonly dt: Day }[];
  /** Days old enough whose log stays, and why. */
  readonly kept: readonly { readonly dt: Day; readonly why: string }[];
}

/**
 * Applies the rules of retention: the raw log goes after `rawDays`, and only of days that are closed
 * and rolled up just as they are; tables go by the days of their own, the day's totals never.
 */
export async function planPurge(
  deps: PurgeDeps,
  { rawDays }: { readonly rawDays: number },
  signal: AbortSignal,
): Promise<PurgePlan> {
  const today = dayOf(deps.runtime.clock.now());
  const packed = new Set(await deps.compacted.days(signal));
  const raw: PurgePlan['raw'][number][] = [];
  const kept: PurgePlan['kept'][number][] = [];
  const bench = await deps.workbench.open(signal);
  try {
    const days = new Set([...(await deps.logs.days(signal)), ...packed]);
    for (const dt of [...days].sort().filter((each) => each < addDays(today, -rawDays))) {
      const files = await deps.logs.list(dt, signal);
      const { runs } = await readRuns(deps.store, bench, dt, signal);
      // Runs may speak of tables that are gone: then the log is the only record.
      const torn = await isTorn(deps, runs, signal);
      const why = torn
        ? 'its stored tables are not whole'
        : whyKept(runs, files, deps.runtime.sha256);
      if (why !== null) kept.push({ dt, why });
      else raw.push({ dt, files, bytes: bytesOf(files), compacted: packed.has(dt) });
    }
  } finally {
    await bench.close();
  }
  const gone = new Set(raw.map(({ dt }) => dt));
  const alive = new Set((await deps.logs.days(signal)).filter((dt) => !gone.has(dt)));
  return { raw, kept, tables: await oldTables(deps, today, alive, signal) };
}

/** Does what was planned. Cut off anywhere, the next plan has the rest. */
export async function purge(deps: PurgeDeps, plan: PurgePlan, signal: AbortSignal): Promise<void> {
  const bench = await deps.workbench.open(signal);
  try {
    for (const { dt, files, compacted } of plan.raw) {
      signal.throwIfAborted();
      // Written down first: a day whose files are going is never taken for one that shrank.
      if (!(await notePurged(deps, bench, dt, signal))) continue;
      await deps.logs.remove(files, signal);
      if (compacted) await deps.compacted.remove(dt, signal);
    }
    for (const { table, dt } of plan.tables) {
      signal.throwIfAborted();
      if (await forgetTable(deps, bench, table, dt, signal)) {
        await deps.store.remove(table, dt, signal);
      }
    }
  } finally {
    await bench.close();
  }
}

/** Why a day's log must stay; null when all of it is in closed totals. */
function whyKept(
  runs: Runs,
  files: readonly LogFile[],
  sha256: (text: string) => string,
): string | null {
  if (runs.purged !== null) return null;
  const manifests = manifestsByHour(files, sha256);
  if (hoursOfDay.some((hour) => hourEntry(runs, hour)?.closed !== true)) {
    return 'not all of its hours are rolled up and closed';
  }
  if (dayEntry(runs)?.closed !== true) return 'its accounts are not counted';
  const changed = [...manifests].some(
    ([hour, { hash }]) => hourEntry(runs, hour)?.manifest_hash !== hash,
  );
  return changed ? 'it has files that are not rolled up' : null;
}

async function oldTables(
  { store }: PurgeDeps,
  today: Day,
  withLog: ReadonlySet<Day>,
  signal: AbortSignal,
): Promise<PurgePlan['tables']> {
  const old: { table: TableName; dt: Day }[] = [];
  for (const [table, { keptDays }] of Object.entries(tables)) {
    if (keptDays === null) continue;
    // Days rolled up before there was a table of their buckets have them in the hours' alone.
    const replaced = table === 'latency_hour' ? await store.days('latency_day', signal) : null;
    const before = addDays(today, -keptDays);
    for (const dt of await store.days(table as TableName, signal)) {
      if (dt < before && !withLog.has(dt) && (replaced?.includes(dt) ?? true))
        old.push({ table: table as TableName, dt });
    }
  }
  return old;
}

async function notePurged(
  deps: PurgeDeps,
  bench: Bench,
  dt: Day,
  signal: AbortSignal,
): Promise<boolean> {
  const { runs, object } = await readRuns(deps.store, bench, dt, signal);
  if (runs.purged !== null) return true;
  const purged = new Date(deps.runtime.clock.now()).toISOString();
  return writeRuns(deps.store, bench, { runs: { ...runs, purged }, object }, signal);
}

/** Takes a table out of the runs first, so that its absence is no fault. */
async function forgetTable(
  deps: PurgeDeps,
  bench: Bench,
  table: TableName,
  dt: Day,
  signal: AbortSignal,
): Promise<boolean> {
  const { runs, object } = await readRuns(deps.store, bench, dt, signal);
  if (object === null || !(table in runs.objects)) return true;
  const { [table]: _, ...objects } = runs.objects;
  return writeRuns(deps.store, bench, { runs: { ...runs, objects }, object }, signal);
}

function bytesOf(files: readonly LogFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
