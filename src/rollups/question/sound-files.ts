import { manifestsByHour } from '../manifest.js';
import type { Day, LogFile, LogStore, RollupStore } from '../ports.js';
import { hourEntry, noRuns, parseRuns, type Runs, type SkippedFile } from '../runs.js';
import type { LogInspector } from '../workbench.js';

export interface SoundDeps {
  readonly logs: LogStore;
  readonly store: RollupStore;
  /** Null where files are not on this machine. */
  readonly inspector: LogInspector | null;
  readonly runtime: { sha256(text: string): string };
  readonly readText: (path: string) => Promise<string>;
}

/**
 * The files that can be read to their end, and the others: one that is cut off would end the question,
 * or silently lack its rest. What a roll-up has looked into is not inflated again.
 */
export async function soundFiles(
  deps: SoundDeps,
  files: readonly LogFile[],
  signal: AbortSignal,
): Promise<{ readonly files: readonly LogFile[]; readonly skipped: readonly SkippedFile[] }> {
  const skipped: SkippedFile[] = [];
  for (const dt of [...new Set(files.map((file) => file.dt))].sort()) {
    const runs = await runsOf(deps, dt, signal);
    const its = files.filter((file) => file.dt === dt);
    for (const [hour, { hash, files: ofHour }] of manifestsByHour(its, deps.runtime.sha256)) {
      const entry = hourEntry(runs, hour);
      const known = entry?.manifest_hash === hash;
      skipped.push(...(known ? entry.skipped : await unreadable(deps, ofHour, signal)));
    }
  }
  const without = new Set(skipped.map(({ key }) => key));
  return { files: files.filter(({ key }) => !without.has(key)), skipped };
}

async function unreadable(
  { logs, inspector }: SoundDeps,
  files: readonly LogFile[],
  signal: AbortSignal,
): Promise<readonly SkippedFile[]> {
  if (!inspector) return [];
  const found: SkippedFile[] = [];
  for (const file of files) {
    const seen = await inspector.inspect(await logs.local(file, signal), signal);
    if ('unreadable' in seen) found.push({ key: file.key, reason: seen.unreadable });
  }
  return found;
}

async function runsOf({ store, readText }: SoundDeps, dt: Day, signal: AbortSignal): Promise<Runs> {
  const path = await store.local('runs', dt, signal);
  return path ? parseRuns(await readText(path), dt) : noRuns(dt);
}
