import type { LoadtestEvent } from '../events.js';
import type { LoadMeasurement } from '../ports.js';
import type { PreparedRun } from '../prepare-run.js';
import type { RunLoadtestDeps, RunLoadtestInput } from '../run-input.js';
import { type ProbeFindings, runProbes } from './run-probes.js';

const nothing: ProbeFindings = { checks: [], remarks: [] };

/**
 * Looks at the rules of the scenario after its load. Not where that would show nothing: of a target
 * that answered nothing as expected, or is gone, nor on every shard of one load.
 */
export async function probeAfter(
  deps: RunLoadtestDeps,
  { scenario, target, shard, diagnosticsToken }: RunLoadtestInput,
  { prepared, measurement }: { prepared: PreparedRun; measurement: LoadMeasurement },
  onEvent: (event: LoadtestEvent) => void,
  signal: AbortSignal,
): Promise<ProbeFindings> {
  const answers = measurement.phases.some(({ routes }) => routes.some((part) => part.expected > 0));
  const isElsewhere = shard !== null && shard.index > 0;
  if (!answers || isElsewhere || signal.aborted || target.died() !== null) return nothing;
  return runProbes(
    deps,
    { scenario, prepared, diagnostics: diagnosticsToken !== null },
    (rule) => onEvent({ type: 'probing', rule }),
    signal,
  );
}
