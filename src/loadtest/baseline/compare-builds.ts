import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
import type { RouteName } from '../../contracts/route-policy.js';
import { messageOf } from '../../platform/errors.js';
import type { LoadPlan } from '../load-plan.js';
import type { RunLoadtestDeps, RunLoadtestInput } from '../run-input.js';
import { isLicensed, mostRounds, roundsSent } from './decide.js';
import { judgeRounds, notCompared, timesOf } from './judge-rounds.js';
import { planArm } from './plan-arm.js';
import type { Arms, RoundSender } from './ports.js';
import { type RoundCount, type Rounds, sendRounds } from './send-rounds.js';

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
  count: RoundCount,
  onEvent: (event: BuildsEvent) => void,
  signal: AbortSignal,
): Promise<BuildRounds> {
  onEvent({ type: 'comparing', rounds: count.fewest });
  const plan = ({ deps, input }: Arm) => planArm(deps, input, count.most, signal);
  // One after the other: the two arms of the base may be one API.
  const base = await plan(arms.base);
  const again = await plan(arms.again);
  const head = await plan(arms.head);
  const onRound = (index: number) => {
    onEvent({ type: 'round', index, rounds: index < count.fewest ? count.fewest : count.most });
  };
  const rounds = await sendRounds(sender, { base, again, head }, count, onRound, signal);
  return { rounds, plan: head };
}

/** As many rounds as a comparison needs, and more where the base does not agree with itself yet. */
export function untilLicensed(routes: readonly RouteName[]): RoundCount {
  return {
    fewest: roundsSent,
    most: mostRounds,
    enough: (rounds) =>
      routes
        .filter((route) => route.startsWith('GET '))
        .every((route) => isLicensed(timesOf(rounds, route))),
  };
}

/**
 * Whether the head is worse than the base: the checks of rule `regression`, none when aborted. Never
 * rejects: what keeps the two from being compared is no reason to lose the verdict on the load.
 */
export async function compareBuilds(
  sender: RoundSender,
  arms: Arms<Arm>,
  onEvent: (event: BuildsEvent) => void,
  signal: AbortSignal,
): Promise<readonly LoadtestCheck[]> {
  const reads = arms.head.input.scenario.scenario.routes.map(({ route }) => route);
  try {
    const count = untilLicensed(reads);
    const { rounds, plan } = await measureBuilds(sender, arms, count, onEvent, signal);
    if (signal.aborted) return [];
    const routes = plan.routes.map(({ route }) => route);
    return judgeRounds(rounds, routes, arms.head.deps.generator.merge);
  } catch (error) {
    return signal.aborted ? [] : [notCompared(messageOf(error))];
  }
}
