import { judgeRun } from '../../src/loadtest/judge-run.js';
import { refuseSilence } from '../../src/loadtest/measure-run.js';
import { mergeRuns } from '../../src/loadtest/merge-runs.js';
import { loadRuns, type RunStore } from '../../src/loadtest/run-store.js';
import type { Invocation, Reply } from './command.js';
import { loadtestReply } from './loadtest-reply.js';
import { checkWrittenPaths, type reportFlags } from './loadtest-reports.js';

/** The one verdict on the runs of the files. */
export async function mergeStored(
  store: RunStore,
  { flags, rest: files, host, wiring, say }: Invocation<typeof reportFlags>,
): Promise<Reply> {
  await checkWrittenPaths(host, flags);
  const { merge } = store;
  const run = mergeRuns(await loadRuns(store, files), merge);
  if (!run.interrupted) refuseSilence(run.target.url, run.measurement);
  return loadtestReply(judgeRun(run, merge), flags, { host, wiring, say });
}
