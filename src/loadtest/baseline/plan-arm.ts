import type { LoadPlan, PlannedPhase } from '../load-plan.js';
import { type PreparedRun, prepareRun } from '../prepare-run.js';
import { highestRate, steadyRate } from '../rate.js';
import type { RunLoadtestDeps, RunLoadtestInput } from '../run-input.js';

const warmUpSeconds = 3;
const routesASecond = 12;

/** A second for a dozen routes, so that each has answers enough for a median. */
export function roundSeconds(routes: number): number {
  return Math.ceil(routes / routesASecond);
}

/**
 * The plan of one arm: a warm-up and a round, each on one connection that asks again as soon as it
 * is answered, all routes that only read equally often. One connection, because with more of them a
 * route waits for the others, and a slow one would make all look slow.
 */
export async function planArm(
  deps: RunLoadtestDeps,
  input: RunLoadtestInput,
  rounds: number,
  signal: AbortSignal,
): Promise<LoadPlan> {
  const { plan } = await prepareReads(deps, input, rounds, signal);
  const phase = (name: string, measured: boolean, seconds: number): PlannedPhase => {
    const counts = plan.routes.map(() => 1);
    return { name, measured, seconds, rate: null, connections: 1, counts };
  };
  const seconds = roundSeconds(plan.routes.length);
  const phases = [phase('warm-up', false, warmUpSeconds), phase('round', true, seconds)];
  return { ...plan, phases };
}

// Prepared as a load at the highest rate there is, so that there are keys enough for what one
// connection can ask for.
function prepareReads(
  deps: RunLoadtestDeps,
  input: RunLoadtestInput,
  rounds: number,
  signal: AbortSignal,
): Promise<PreparedRun> {
  const { scenario } = input.scenario;
  const reads = scenario.routes.filter(({ route }) => route.startsWith('GET '));
  const phase = { connections: null, rate: steadyRate(highestRate) };
  const phases = [
    { ...phase, name: 'warm-up', measured: false, seconds: warmUpSeconds },
    { ...phase, name: 'round', measured: true, seconds: rounds * roundSeconds(reads.length) },
  ];
  const changed = {
    ...scenario,
    routes: reads.map((route) => ({ ...route, weight: 1 })),
    phases,
    thresholds: [],
    rules: [],
    coverageMinimum: 0,
  };
  const part = { durationSeconds: null, shard: null, startAt: null };
  return prepareRun(
    deps,
    { ...input, ...part, scenario: { ...input.scenario, scenario: changed } },
    signal,
  );
}
