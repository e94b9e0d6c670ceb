/**
 * An upper bound of the probability that chance alone divides `first + second` events this
 * unevenly (or more) between two windows, when each event falls into the second with probability
 * `share`: Chernoff's bound, exp(-n × KL(second/n ‖ share)). It holds for Poisson counts given their
 * total, and (Hoeffding 1963, section 6) for draws without replacement, so for proportions too.
 */
export function chanceAtMost(first: number, second: number, share: number): number {
  const n = first + second;
  if (n === 0) return 1;
  const seen = second / n;
  return Math.exp(-n * (term(seen, share) + term(1 - seen, 1 - share)));
}

function term(seen: number, expected: number): number {
  return seen === 0 ? 0 : seen * Math.log(seen / expected);
}
