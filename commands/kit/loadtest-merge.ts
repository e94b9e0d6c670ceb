import { judgeRun } from '../../src/loadtest/judge-run.js';
import { refuseSilence } from '../../src/loadtest/measure-run.js';
import { mergeRuns } from '../../src/loadtest/merge-runs.js';
import { loadRuns, type RunStore } from '../../src/loadtest/run-store.js';
import type { Host } from '../../src/platform/host.js';
import type { Reply } from './command.js';
import { loadtestReply } from './loadtest-reply.js';

/** The one verdict on the runs of the files. */
export async function mergeStored(
  store: RunStore,
  files: readonly string[],
  host: Host,
): Promise<Reply> {
  const { merge } = store;
  const run = mergeRuns(await loadRuns(store, files), merge);
  if (!run.interrupted) refuseSilence(run.target.url, run.measurement);
  return loadtestReply(judgeRun(run, merge), host);
}
