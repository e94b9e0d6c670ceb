import { CatopsError } from '../platform/errors.js';
import type { Clock } from '../platform/host.js';
import { type CompactedLogs, compactedFrom, type LogPacker } from './compacted.js';
import { manifestsByHour } from './manifest.js';
import type { Day, LogStore, RollupStore } from './ports.js';
import { hourEntry, type Runs } from './runs.js';
import { readRuns } from './stored-runs.js';
import { hoursOfDay, isClosed } from './windows.js';
import type { Workbench } from './workbench.js';

export interface CompactDeps {
  readonly logs: LogStore;
  readonly store: RollupStore;
  readonly workbench: Workbench;
  readonly packer: LogPacker;
  readonly compacted: CompactedLogs;
  readonly runtime: { readonly clock: Pick<Clock, 'now'>; sha256(text: string): string };
}

export type CompactOutcome =
  | { readonly kind: 'compacted'; readonly files: number; readonly fileBytes: number }
  | {
      readonly kind: 'not-closed' | 'not-rolled-up' | 'empty';
      readonly files: number;
      readonly fileBytes: number;
    };

/**
 * Packs a closed, rolled-up day of small files into one. It is put in place only when it gives, hour
 * by hour, the same counts as the files did; those stay until they are purged.
 */
export async function compactDay(
  deps: CompactDeps,
  dt: Day,
  signal: AbortSignal,
): Promise<CompactOutcome> {
  const files = await deps.logs.list(dt, signal);
  const size = { files: files.length, fileBytes: files.reduce((sum, file) => sum + file.size, 0) };
  if (!isClosed(dt, '23', deps.runtime.clock.now())) return { kind: 'not-closed', ...size };
  if (files.length === 0) return { kind: 'empty', ...size };
  const runs = await runsOf(deps, dt, signal);
  const manifests = manifestsByHour(files, deps.runtime.sha256);
  const rolled = hoursOfDay.every(
    (hour) =>
      !manifests.has(hour) || hourEntry(runs, hour)?.manifest_hash === manifests.get(hour)?.hash,
  );
  if (!rolled) return { kind: 'not-rolled-up', ...size };
  const skipped = new Set(runs.entries.flatMap((entry) => entry.skipped.map(({ key }) => key)));
  const readable = files.filter(({ key }) => !skipped.has(key));
  const from = compactedFrom(readable, deps.runtime.sha256);
  const made = await deps.packer.pack({ files: readable, from }, signal);
  try {
    if (JSON.stringify(made.packed) !== JSON.stringify(made.read)) {
      throw new CatopsError(
        'query-failed',
        `The compacted ${dt} does not count what its files do.`,
        {
          hint: 'nothing was changed; the log files are still used',
        },
      );
    }
    await deps.compacted.put(dt, made.path, signal);
  } finally {
    await made.discard();
  }
  return { kind: 'compacted', ...size };
}

/** On a bench that is closed before the packer needs the memory. */
async function runsOf(deps: CompactDeps, dt: Day, signal: AbortSignal): Promise<Runs> {
  const bench = await deps.workbench.open(signal);
  try {
    return (await readRuns(deps.store, bench, dt, signal)).runs;
  } finally {
    await bench.close();
  }
}
