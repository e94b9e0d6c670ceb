import type { LoadPlan } from '../load-plan.js';
import type { PhaseMeasurement } from '../ports.js';
import { type ArmName, type Arms, armNames, type OpenRounds, type RoundSender } from './ports.js';

/** Phases of the plan of an arm: what warms it up, then the round. */
const warmUp = 0;
const round = 1;

/** What was measured of each arm, in the order of the rounds; all have equally many. */
export type Rounds = Arms<readonly PhaseMeasurement[]>;

/** How many rounds each arm has: more than the fewest while they are not enough. */
export interface RoundCount {
  readonly fewest: number;
  readonly most: number;
  /** Must not look at the head: rounds are never added until a difference shows. */
  enough(rounds: Rounds): boolean;
}

/**
 * Warms each arm up, then lets them take turns, in another order each time: what slows the machine
 * down for a while meets all of them. Aborted, it answers the whole rounds so far.
 */
export async function sendRounds(
  sender: RoundSender,
  plans: Arms<LoadPlan>,
  count: RoundCount,
  onRound: (index: number) => void,
  signal: AbortSignal,
): Promise<Rounds> {
  const open: Partial<Record<ArmName, OpenRounds>> = {};
  const run = async (arm: ArmName, phase: number): Promise<PhaseMeasurement> => {
    open[arm] ??= await sender.open(plans[arm]);
    return open[arm].run(phase, signal);
  };
  const runAll = async (
    phase: number,
    order: readonly ArmName[],
  ): Promise<Arms<PhaseMeasurement> | null> => {
    const measured: Partial<Record<ArmName, PhaseMeasurement>> = {};
    for (const arm of order) {
      if (signal.aborted) return null;
      measured[arm] = await run(arm, phase);
    }
    return signal.aborted ? null : (measured as Arms<PhaseMeasurement>);
  };
  const whole: Arms<PhaseMeasurement>[] = [];
  try {
    await runAll(warmUp, armNames);
    for (let index = 0; index < count.most; index++) {
      if (index >= count.fewest && count.enough(armsOf(whole))) break;
      onRound(index);
      const measured = await runAll(round, orderOf(index));
      if (measured === null) break;
      whole.push(measured);
    }
    return armsOf(whole);
  } finally {
    await Promise.all(Object.values(open).map((each) => each.close()));
  }
}

function armsOf(whole: readonly Arms<PhaseMeasurement>[]): Rounds {
  return {
    base: whole.map(({ base }) => base),
    again: whole.map(({ again }) => again),
    head: whole.map(({ head }) => head),
  };
}

// All six orders, so that each arm follows each other one equally often.
function orderOf(index: number): readonly ArmName[] {
  const turned = armNames.map((_, at) => armNames[(at + index) % armNames.length] as ArmName);
  return index % 2 === 0 ? turned : turned.toReversed();
}
