import type { Testbed } from '../contracts/loadtest-run.js';
import type { MeasuredRun } from './measured-run.js';
import type { DistributionCodec, LoadGenerator, ParseScenario, RunFiles } from './ports.js';
import { readRun, type StoredRun, writeRun } from './run-file.js';

/** What runs are stored with, and read again. */
export interface RunStore {
  readonly files: RunFiles;
  readonly parse: ParseScenario;
  readonly codec: DistributionCodec;
  readonly merge: LoadGenerator['merge'];
  /** This machine. */
  readonly testbed: Testbed;
}

/** Stores a run as a file. Throws `local-store-unwritable`. */
export function storeRun(store: RunStore, file: string, run: MeasuredRun): Promise<void> {
  return store.files.write(file, writeRun(run, store.testbed, store.codec.encode));
}

/** The runs of the files, one after the other: each may be large. Throws as {@link readRun} does. */
export async function loadRuns(store: RunStore, names: readonly string[]): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  for (const file of names) {
    runs.push(readRun(await store.files.read(file), file, store.parse, store.codec));
  }
  return runs;
}
