import { manifestOf, manifestsByHour } from '../manifest.js';
import type { Day, Hour, LogFile } from '../ports.js';
import type { RollUpDeps } from '../roll-up.js';
import { hourEntry, type Runs } from '../runs.js';
import type { TableName } from '../tables.js';
import { hoursOfDay } from '../windows.js';
import type { HourFacts } from './judge-hour.js';

interface KnownOfDay {
  readonly dt: Day;
  /** Those asked for; all of them without. */
  readonly hours: readonly Hour[] | undefined;
  readonly files: readonly LogFile[];
  readonly runs: Runs;
  readonly torn: boolean;
  readonly sqlHash: string;
}

/** What is known of each hour, for {@link judgeHour}. */
export function gatherFacts(
  { runtime }: Pick<RollUpDeps, 'runtime'>,
  { dt, hours, files, runs, torn, sqlHash }: KnownOfDay,
): readonly HourFacts[] {
  const manifests = manifestsByHour(files, runtime.sha256);
  const empty = manifestOf([], runtime.sha256);
  // A day whose tables are not whole is mended whole.
  const meant = torn ? hoursOfDay : (hours ?? hoursOfDay);
  return meant.map((hour) => ({
    dt,
    hour,
    manifest: manifests.get(hour) ?? empty,
    entry: hourEntry(runs, hour) ?? null,
    sqlHash,
    torn,
    purged: runs.purged !== null,
  }));
}

/** Whether the stored tables are not those that the runs speak of: a run was cut off. */
export async function isTorn(
  { store }: Pick<RollUpDeps, 'store'>,
  runs: Runs,
  signal: AbortSignal,
): Promise<boolean> {
  if (runs.purged !== null) return false;
  for (const [table, etag] of Object.entries(runs.objects)) {
    const object = await store.stat(table as TableName, runs.dt, signal);
    if (object?.etag !== etag) return true;
  }
  return false;
}
