import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
import type { RouteName } from '../../contracts/route-policy.js';
import { formatMs, formatShare } from '../../presentation/figures.js';
import { poolOf } from '../pool.js';
import type { LoadGenerator, PhaseMeasurement } from '../ports.js';
import { seededRandom } from '../random.js';
import { type CountComparison, compareCounts } from './compare-counts.js';
import { type Decision, decide, gate, licensed, type RoundTimes } from './decide.js';
import { describeCount } from './describe-counts.js';
import { type Power, powerOf } from './power.js';
import type { Rounds } from './send-rounds.js';

/** Answers of a route in a round before their median means anything. */
const answersNeeded = 20;
const draws = 1000;
const runbook = 'runbooks/regression.md';

/** The checks of every route: its counts first, which no noise moves, then its time. */
export function judgeRounds(
  rounds: Rounds,
  routes: readonly RouteName[],
  merge: LoadGenerator['merge'],
): readonly LoadtestCheck[] {
  const broken = brokenBase(rounds, null, merge);
  if (broken !== null) return [notCompared(broken)];
  return routes.flatMap((route) => {
    // Of a base without a valid key the routes that need none are well.
    const brokenRoute = brokenBase(rounds, route, merge);
    if (brokenRoute !== null) return [notCompared(brokenRoute, route)];
    const times = timesOf(rounds, route);
    return [countCheck(route, countsOf(rounds, route, merge)), timeCheck(route, times)];
  });
}

/**
 * A base that answers nothing as expected, on a route or on any (null), is quick and no measure of
 * anything; null when it is one.
 */
function brokenBase(
  { base, again }: Rounds,
  route: RouteName | null,
  merge: LoadGenerator['merge'],
): string | null {
  const { requests, expected, statuses } = poolOf([...base, ...again], route, merge);
  if (requests === 0 || expected > 0) return null;
  const told = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
  const how = told.length === 0 ? '' : `: ${told.join(', ')}`;
  return `the base answered none of ${requests} requests as expected${how}`;
}

/** The one check of builds that could not be compared, on a route or at all (null). */
export function notCompared(reason: string, route: RouteName | null = null): LoadtestCheck {
  const what = route === null ? 'The builds were' : `${route} was`;
  return {
    ...{ rule: 'regression', route, phase: null, runbook },
    outcome: 'undecided',
    limit: 'compared with the base',
    observed: null,
    message: `${what} not compared: ${reason.replace(/\.$/, '')}.`,
  };
}

/** The median service time of each round that has enough answers, microseconds. */
export function timesOf(rounds: Rounds, route: RouteName): RoundTimes {
  const medians = (phases: readonly PhaseMeasurement[]): number[] =>
    phases.flatMap((phase) => {
      const part = phase.routes.find((each) => each.route === route);
      if (!part || part.serviceTime.count < answersNeeded) return [];
      return [part.serviceTime.valueAtQuantile(0.5)];
    });
  return {
    base: medians(rounds.base),
    again: medians(rounds.again),
    head: medians(rounds.head),
  };
}

function countsOf(
  { base, again, head }: Rounds,
  route: RouteName,
  merge: LoadGenerator['merge'],
): readonly CountComparison[] {
  return compareCounts(poolOf([...base, ...again], route, merge), poolOf(head, route, merge));
}

function countCheck(route: RouteName, counts: readonly CountComparison[]): LoadtestCheck {
  const worse = counts.filter(({ change }) => change === 'worse');
  const known = counts.filter(({ change }) => change !== 'unknown');
  const common = {
    ...{ rule: 'regression' as const, route, phase: null, runbook },
    limit: 'no more queries, misses or errors than the base',
  };
  if (known.length === 0) {
    const message = `${route} was answered by neither build, so its counts are not known.`;
    return { ...common, outcome: 'undecided', observed: null, message };
  }
  const shown = (worse.length > 0 ? worse : known).map(describeCount).join(', ');
  if (worse.length === 0) {
    const message = `${route} costs no more than in the base: ${shown}.`;
    return { ...common, outcome: 'pass', observed: shown, message };
  }
  const message = `${route} is worse than in the base, whatever the machine does: ${shown}.`;
  return { ...common, outcome: 'fail', observed: shown, message };
}

function timeCheck(route: RouteName, times: RoundTimes): LoadtestCheck {
  const decision = decide(times);
  const { difference, ratio } = decision;
  return {
    ...{ rule: 'regression', route, phase: null, runbook },
    outcome: outcomes[difference],
    limit: `p50 at most ${formatShare(gate)} over the base`,
    observed: ratio === null ? null : describeRatio(ratio),
    message: sentences[difference](route, decision, times),
  };
}

const outcomes = {
  slower: 'fail',
  'a-little-slower': 'warn',
  none: 'pass',
  faster: 'pass',
  unlicensed: 'undecided',
  unknown: 'undecided',
} as const satisfies Record<Decision['difference'], LoadtestCheck['outcome']>;

type Sentence = (route: RouteName, decision: Decision, times: RoundTimes) => string;

const sentences: Record<Decision['difference'], Sentence> = {
  slower: (route, decision, { head }) =>
    `${route} takes ${figures(decision)} in the quietest of ${head.length} rounds: slower than the base by more than noise and the gate of ${formatShare(gate)}.`,
  'a-little-slower': (route, decision, times) =>
    `${route} takes ${figures(decision)}: slower by less than the gate of ${formatShare(gate)}. ${detection(times)}`,
  none: (route, decision, times) =>
    `${route}: no difference shown, ${figures(decision)}. ${detection(times)}`,
  faster: (route, decision) => `${route} is faster: ${figures(decision)}.`,
  unlicensed: (route, { licence }) =>
    `${route} has no verdict against the base: the base measured twice differs by ${describeRatio(licence ?? 1)}, more than the ${formatShare(licensed)} that would let a difference of the head mean anything.`,
  unknown: (route, _decision, { base, again, head }) =>
    `${route} has no verdict against the base: only ${Math.min(base.length, again.length, head.length)} rounds brought ${answersNeeded} answers.`,
};

function figures({ baseMs, headMs, ratio }: Decision): string {
  return `p50 ${formatMs(headMs ?? 0)} against ${formatMs(baseMs ?? 0)} (${describeRatio(ratio ?? 1)})`;
}

// What would have been found here, estimated from the rounds of the base alone.
function detection({ base, again }: RoundTimes): string {
  const power: Power | null = powerOf([...base, ...again], draws, seededRandom(draws));
  const found = power?.found.map(
    ({ change, share }) => `${describeRatio(1 + change)} in ${formatShare(share)}`,
  );
  return `These rounds would show ${found?.join(' and ') ?? 'nothing'} of such comparisons.`;
}

/** `+7.0 %`, `−3.0 %`, `±0 %`. */
export function describeRatio(ratio: number): string {
  const change = Math.abs(ratio - 1);
  if (change < 0.0005) return '±0 %';
  return `${ratio > 1 ? '+' : '−'}${formatShare(Math.round(change * 1000) / 1000)}`;
}
