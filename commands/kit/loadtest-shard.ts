import type { LoadtestEvent } from '../../src/loadtest/events.js';
import { reportTotals } from '../../src/loadtest/report-routes.js';
import type { RunLoadtestDeps, RunLoadtestInput } from '../../src/loadtest/run-input.js';
import { measureMasked } from '../../src/loadtest/run-loadtest.js';
import { printable } from '../../src/platform/terminal-text.js';
import type { Reply } from './command.js';

/**
 * Sends one part of a load and keeps what was measured of it. It ends well once that is stored,
 * whatever the API did: the whole is judged, not its parts.
 */
export async function runShard(
  deps: RunLoadtestDeps,
  input: RunLoadtestInput,
  file: string,
  onEvent: (event: LoadtestEvent) => void,
  signal: AbortSignal,
): Promise<Reply> {
  const run = await measureMasked(deps, input, onEvent, signal);
  await deps.keep?.(run);
  const totals = reportTotals(run.measurement.phases);
  const part = `${run.shard?.index}/${run.shard?.total}`;
  const scenario = run.scenario.scenario.name;
  return {
    exit: run.interrupted ? 'interrupted' : 'ok',
    data: { schema: 'catops.loadtest-shard/v1', scenario, shard: run.shard, file, totals },
    text: () =>
      [
        `Shard ${part} of scenario ${printable(scenario)}: ${totals.sent} requests sent, ${totals.answered} answered.`,
        `Kept in ${printable(file)}; catops loadtest merge judges all shards together.`,
      ].join('\n'),
  };
}
