import type { RouteName } from '../../contracts/route-policy.js';
import { type Decision, decide, type RoundTimes, roundsSent } from './decide.js';
import { timesOf } from './judge-rounds.js';
import { type ArmName, type Arms, armNames } from './ports.js';
import { type Power, powerIn } from './power.js';
import type { Rounds } from './send-rounds.js';

/** How comparisons would go on this machine as it is now, from rounds of one API with itself. */
export interface Calibration {
  readonly rounds: number;
  /** Comparisons that the rounds hold: overlapping, so not independent of each other. */
  readonly comparisons: number;
  /** Share of them that calls any route slower. */
  readonly falseAlarms: number;
  /** Share of them that gives no verdict on any route. */
  readonly withoutVerdict: number;
  readonly routes: readonly RouteCalibration[];
}

export interface RouteCalibration extends Power {
  readonly route: RouteName;
  /** Milliseconds in the quietest round of each arm; null where no round had answers enough. */
  readonly p50Ms: Arms<number | null>;
}

/**
 * Every stretch of as many rounds as a comparison has, with the three arms in every role: all of them
 * ran the same build, so whatever differs is the machine.
 */
export function calibrate(rounds: Rounds, routes: readonly RouteName[]): Calibration {
  const count = rounds.base.length;
  const byRoute = routes.map((route) => comparisonsOf(timesOf(rounds, route)));
  const comparisons = Math.max(0, ...byRoute.map(({ length }) => length));
  const decided = Array.from({ length: comparisons }, (_, index) =>
    byRoute.flatMap((each) => {
      const times = each[index];
      return times ? [decide(times).difference] : [];
    }),
  );
  const share = (test: (differences: readonly Decision['difference'][]) => boolean): number =>
    comparisons === 0 ? 0 : decided.filter(test).length / comparisons;
  return {
    rounds: count,
    comparisons,
    falseAlarms: share((all) => all.includes('slower')),
    withoutVerdict: share((all) => all.some((each) => each === 'unlicensed' || each === 'unknown')),
    routes: routes.map((route, index) => ({
      route,
      p50Ms: lowestOf(timesOf(rounds, route)),
      ...powerIn(byRoute[index] ?? []),
    })),
  };
}

function comparisonsOf(times: RoundTimes): RoundTimes[] {
  const count = Math.min(...armNames.map((name) => times[name].length));
  const stretches = Math.max(0, count - roundsSent + 1);
  return Array.from({ length: stretches }, (_, from) => from).flatMap((from) => {
    const stretch = (name: ArmName) => times[name].slice(from, from + roundsSent);
    const [a, b, c] = [stretch('base'), stretch('again'), stretch('head')];
    return [
      { base: a, again: b, head: c },
      { base: b, again: a, head: c },
      { base: a, again: c, head: b },
      { base: c, again: a, head: b },
      { base: b, again: c, head: a },
      { base: c, again: b, head: a },
    ];
  });
}

function lowestOf(times: RoundTimes): Arms<number | null> {
  const lowest = (all: readonly number[]): number | null =>
    all.length === 0 ? null : Math.min(...all) / 1000;
  return { base: lowest(times.base), again: lowest(times.again), head: lowest(times.head) };
}
