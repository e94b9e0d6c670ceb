/** A ratio over interleaved rounds: its median and the interval that holds the true median. */
export interface Ratio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/**
 * Median of the ratios of each round, with its 95 % interval from order statistics (the binomial
 * argument of the sign test), so that no shape of the noise is assumed.
 */
export function ratioOf(over: readonly number[], under: readonly number[]): Ratio {
  const ratios = over.map((value, i) => value / (under[i] ?? Number.NaN)).sort((a, b) => a - b);
  const n = ratios.length;
  const reach = Math.floor((n - 1.96 * Math.sqrt(n)) / 2);
  const rank = Math.max(0, reach);
  return {
    median: median(ratios),
    low: ratios[rank] ?? Number.NaN,
    high: ratios[n - 1 - rank] ?? Number.NaN,
    rounds: n,
  };
}

/** `1.21 (1.17–1.26, 15 rounds)` */
export function showRatio({ median: middle, low, high, rounds }: Ratio): string {
  return `${middle.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)}, ${rounds} rounds)`;
}
