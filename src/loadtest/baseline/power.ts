import { type Decision, decide, fewestRounds, type RoundTimes } from './decide.js';

/** How often the rule says what, of comparisons drawn anew from rounds of one and the same build. */
export interface Power {
  /** Comparisons that were drawn. */
  readonly drawn: number;
  /** Share that calls the build slower than itself. */
  readonly falseAlarms: number;
  /** Share without a decision, because the two arms of the base differ. */
  readonly unlicensed: number;
  /** Of the others: share in which a head that is slower by `change` is found. */
  readonly found: readonly { readonly change: number; readonly share: number }[];
}

/** Changes whose detection is told. */
export const changesTold = [0.1, 0.25] as const;

/**
 * Draws comparisons from the rounds of two arms that ran one build, each time as many an arm, with
 * replacement. An estimate: the rounds of a run are not independent of each other.
 */
export function powerOf(
  rounds: readonly number[],
  draws: number,
  random: () => number,
): Power | null {
  if (rounds.length < 2 * fewestRounds) return null;
  const draw = (): number[] =>
    Array.from(
      { length: Math.round(rounds.length / 2) },
      () => rounds[Math.floor(random() * rounds.length)] ?? 0,
    );
  const drawn = Array.from({ length: draws }, () => ({
    base: draw(),
    again: draw(),
    head: draw(),
  }));
  return powerIn(drawn);
}

/** The same of comparisons that were measured as they are. */
export function powerIn(comparisons: readonly RoundTimes[]): Power {
  const decisions = comparisons.map((times) => decide(times));
  const share = (of: readonly Decision[], difference: Decision['difference']): number =>
    of.length === 0 ? 0 : of.filter((each) => each.difference === difference).length / of.length;
  return {
    drawn: comparisons.length,
    falseAlarms: share(decisions, 'slower'),
    unlicensed: share(decisions, 'unlicensed'),
    found: changesTold.map((change) => {
      const slowed = comparisons
        .map(({ head, ...rest }) => decide({ ...rest, head: head.map((us) => us * (1 + change)) }))
        .filter(({ difference }) => difference !== 'unlicensed');
      return { change, share: share(slowed, 'slower') };
    }),
  };
}
