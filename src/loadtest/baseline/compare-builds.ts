import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
import type { LoadPlan } from '../load-plan.js';
import type { RunLoadtestDeps, RunLoadtestInput } from '../run-input.js';
import { roundsSent } from './decide.js';
import { judgeRounds } from './judge-rounds.js';
import { planArm } from './plan-arm.js';
import type { Arms, RoundSender } from './ports.js';
import { type Rounds, sendRounds } from './send-rounds.js';

/** One API and how it is asked. */
export interface Arm {
  readonly deps: RunLoadtestDeps;
  readonly input: RunLoadtestInput;
}

/** What a comparison tells while it runs. */
export type BuildsEvent =
  | { readonly type: 'comparing'; readonly rounds: number }
  | { readonly type: 'round'; readonly index: number; readonly rounds: number };

/** Rounds of three arms, and the plan of the head. */
export interface BuildRounds {
  readonly rounds: Rounds;
  readonly plan: LoadPlan;
}

/**
 * Measures three APIs in turn. Throws as {@link prepareRun} does, before anything is sent; a sender
 * that dies rejects.
 */
export async function measureBuilds(
  sender: RoundSender,
  arms: Arms<Arm>,
  count: number,
  onEvent: (event: BuildsEvent) => void,
  signal: AbortSignal,
): Promise<BuildRounds> {
  onEvent({ type: 'comparing', rounds: count });
  const plan = ({ deps, input }: Arm) => planArm(deps, input, count, signal);
  // One after the other: the two arms of the base may be one API.
  const base = await plan(arms.base);
  const again = await plan(arms.again);
  const head = await plan(arms.head);
  const onRound = (index: number) => onEvent({ type: 'round', index, rounds: count });
  const rounds = await sendRounds(sender, { base, again, head }, count, onRound, signal);
  return { rounds, plan: head };
}

/** Whether the head is worse than the base: the checks of rule `regression`, none when aborted. */
export async function compareBuilds(
  sender: RoundSender,
  arms: Arms<Arm>,
  onEvent: (event: BuildsEvent) => void,
  signal: AbortSignal,
): Promise<readonly LoadtestCheck[]> {
  const { rounds, plan } = await measureBuilds(sender, arms, roundsSent, onEvent, signal);
  if (signal.aborted) return [];
  const routes = plan.routes.map(({ route }) => route);
  return judgeRounds(rounds, routes, arms.head.deps.generator.merge);
}
