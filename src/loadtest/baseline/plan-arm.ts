import { CatopsError } from '../../platform/errors.js';
import type { LoadPlan, PlannedPhase } from '../load-plan.js';
import { type PreparedRun, prepareRun } from '../prepare-run.js';
import { steadyRate } from '../rate.js';
import type { RunLoadtestDeps, RunLoadtestInput } from '../run-input.js';
import type { ScenarioFile } from '../scenario.js';
import { armNames } from './ports.js';

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

// Requests a second that one connection asks for of a fast API, and of one that works for a reply.
// Keys have to be enough for the first where there can be so many, and for the second in any case.
const fastest = 8_000;
const usual = 2_000;

async function prepareReads(
  deps: RunLoadtestDeps,
  input: RunLoadtestInput,
  rounds: number,
  signal: AbortSignal,
): Promise<PreparedRun> {
  const prepare = (rate: number) =>
    prepareRun(deps, { ...input, ...wholeAtOnce, scenario: asPaced(input, rounds, rate) }, signal);
  try {
    return await prepare(fastest);
  } catch (error) {
    if (!(error instanceof CatopsError) || error.code !== 'scenario-invalid') throw error;
    return prepare(usual);
  }
}

const wholeAtOnce = { durationSeconds: null, shard: null, startAt: null };

// The same requests as a paced load, whose limits and keys can be reckoned. An arm is asked a third
// of the time, since the three take turns.
function asPaced({ scenario: file }: RunLoadtestInput, rounds: number, rate: number): ScenarioFile {
  const { scenario } = file;
  const reads = scenario.routes.filter(({ route }) => route.startsWith('GET '));
  const seconds = rounds * roundSeconds(reads.length) * armNames.length;
  const paced = { connections: null, rate: steadyRate(Math.ceil(rate / armNames.length)) };
  const changed = {
    ...scenario,
    routes: reads.map((route) => ({ ...route, weight: 1 })),
    phases: [
      { ...paced, name: 'warm-up', measured: false, seconds: warmUpSeconds * armNames.length },
      { ...paced, name: 'round', measured: true, seconds },
    ],
    thresholds: [],
    rules: [],
    coverageMinimum: 0,
  };
  return { ...file, scenario: changed };
}
