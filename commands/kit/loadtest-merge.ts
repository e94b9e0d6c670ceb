import { judgeRun } from '../../src/loadtest/judge-run.js';
import { mergeRuns } from '../../src/loadtest/merge-runs.js';
import { loadRuns, type RunStore } from '../../src/loadtest/run-store.js';
import { refuseSilence } from '../../src/loadtest/target-silent.js';
import type { Invocation, Reply } from './command.js';
import { loadtestReply, orWritten } from './loadtest-reply.js';
import { checkWrittenPaths, type reportFlags } from './loadtest-reports.js';

/** The one verdict on the runs of the files. */
export async function mergeStored(
  store: RunStore,
  { flags, rest: files, host, wiring, say }: Invocation<typeof reportFlags>,
): Promise<Reply> {
  await checkWrittenPaths(host, flags);
  const { merge } = store;
  const run = mergeRuns(await loadRuns(store, files), merge);
  const writing = { host, wiring, say };
  const judged = async () => {
    const report = judgeRun(run, merge);
    if (!run.interrupted) refuseSilence(run.measurement, report);
    return report;
  };
  return loadtestReply(await orWritten(judged(), flags, writing), flags, writing);
}
