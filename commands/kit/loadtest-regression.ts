import type { LoadtestCheck, LoadtestReport } from '../../src/contracts/loadtest-report.js';
import { type BuildsEvent, compareBuilds } from '../../src/loadtest/baseline/compare-builds.js';
import {
  type RunLoadtestDeps,
  type RunLoadtestInput,
  runLoadtest,
} from '../../src/loadtest/run-loadtest.js';
import type { Host } from '../../src/platform/host.js';
import type { LoadtestProgress } from '../views/loadtest-progress.js';
import { type LoadBaseline, openBaseline } from './load-baseline.js';
import type { LoadTarget } from './load-target.js';
import type { Wiring } from './wiring.js';

interface Surroundings {
  readonly wiring: Wiring;
  readonly host: Host;
  readonly progress: LoadtestProgress;
}

interface Head {
  readonly deps: RunLoadtestDeps;
  readonly input: RunLoadtestInput;
}

/** A load test whose API is compared with a base, after its load and before the verdict. */
export async function runAgainst(
  around: Surroundings,
  baseline: { readonly text: string; readonly allowHost: readonly string[] },
  head: Head,
): Promise<LoadtestReport> {
  const { wiring, host, progress } = around;
  progress.note('Starting the base …');
  const opened = await openBaseline(wiring, host, baseline.text, baseline.allowHost);
  try {
    const compare = (signal: AbortSignal) => compareWith(around, opened, head, signal);
    const deps = { ...head.deps, compare };
    return await runLoadtest(deps, head.input, progress.show, host.signal);
  } finally {
    await opened.stop();
  }
}

async function compareWith(
  { wiring, progress }: Surroundings,
  { base, again }: LoadBaseline,
  head: Head,
  signal: AbortSignal,
): Promise<readonly LoadtestCheck[]> {
  const { verifyTls } = head.input.scenario.scenario;
  const armOf = async (target: LoadTarget): Promise<Head> => ({
    deps: await wiring.loadtest(target, { out: undefined, threads: 1, verifyTls }),
    input: inputFor(head.input, target),
  });
  const arms = { base: await armOf(base), again: await armOf(again), head };
  const sender = await wiring.roundSender();
  return compareBuilds(sender, arms, (event) => progress.note(describeRound(event)), signal);
}

/** An event of a comparison as one plain line. */
export function describeRound(event: BuildsEvent): string {
  return event.type === 'comparing'
    ? `Comparing with the base, ${event.rounds} rounds in turn …`
    : `  round ${event.index + 1}/${event.rounds}`;
}

function inputFor(input: RunLoadtestInput, target: LoadTarget): RunLoadtestInput {
  const { url, started, died, diagnosticsToken } = target;
  return { ...input, target: { url, started, died, uncached: [] }, diagnosticsToken };
}
