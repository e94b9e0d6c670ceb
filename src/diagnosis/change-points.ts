// Change points by seeded binary segmentation (Kovács, Li, Bühlmann & Munk, "Seeded binary
// segmentation", Biometrika 2023) with the narrowest-over-threshold choice (Baranowski, Chen &
// Fryzlewicz, JRSS B 2019): the shortest interval in which a split stands out places the change,
// so that a second change beside it neither hides nor moves it.

/** One value of a series; its variance is taken as a common factor over `weight`. */
export interface Point {
  readonly value: number;
  /** 0: nothing is known here. */
  readonly weight: number;
}

export interface ChangePoint {
  /** Index of the first point after the change. */
  readonly index: number;
  /** Means up to the neighbouring changes. */
  readonly before: number;
  readonly after: number;
  /** Difference of the means in standard errors, where the change was found. */
  readonly score: number;
}

/** How sure a change must be, and of how many points. */
export const changePointLimits = {
  /**
   * Standard errors. Noise alone reaches it in fewer than 1 % of series of 30 to 300 points, with the
   * tails of Poisson counts and of latencies (change-points.test.ts draws them).
   */
  score: 5,
  /** Points on each side. */
  side: 2,
} as const;

interface Found {
  readonly from: number;
  readonly to: number;
  readonly index: number;
  readonly score: number;
}

/**
 * Where the mean of a series changes. `dispersion` is the least factor of the variance: 1 for
 * counts, whose variance is known, and more than that where neighbouring points say so.
 */
export function changePoints(points: readonly Point[], dispersion = 1): readonly ChangePoint[] {
  const sums = cumulate(points);
  const factor = Math.max(dispersion, dispersionOf(points));
  const splits = intervals(points.length)
    .flatMap(([from, to]) => bestSplit(sums, from, to, factor) ?? [])
    .filter(({ score }) => score >= changePointLimits.score)
    .sort((a, b) => a.to - a.from - (b.to - b.from) || b.score - a.score);
  const chosen: Found[] = [];
  for (const split of splits) {
    const taken = chosen.some(({ index }) => split.from < index && index < split.to);
    if (!taken) chosen.push(split);
  }
  chosen.sort((a, b) => a.index - b.index);
  return chosen.map(({ index, score }, place) => ({
    index,
    score,
    before: mean(sums, chosen[place - 1]?.index ?? 0, index),
    after: mean(sums, index, chosen[place + 1]?.index ?? points.length),
  }));
}

interface Cumulated {
  readonly weights: readonly number[];
  readonly values: readonly number[];
}

function cumulate(points: readonly Point[]): Cumulated {
  const weights = [0];
  const values = [0];
  for (const { value, weight } of points) {
    weights.push((weights.at(-1) ?? 0) + weight);
    values.push((values.at(-1) ?? 0) + (weight === 0 ? 0 : value * weight));
  }
  return { weights, values };
}

function between(sums: readonly number[], from: number, to: number): number {
  return (sums[to] ?? 0) - (sums[from] ?? 0);
}

function mean({ weights, values }: Cumulated, from: number, to: number): number {
  return between(values, from, to) / between(weights, from, to);
}

/** Every length from all of it down to two sides, each about 1/√2 of the one before, half overlapping. */
function intervals(count: number): readonly (readonly [from: number, to: number])[] {
  const least = 2 * changePointLimits.side;
  const all: [number, number][] = [];
  for (let length = count; length >= least; length = Math.min(length - 1, length / Math.SQRT2)) {
    const whole = Math.ceil(length);
    const steps = Math.ceil((2 * (count - whole)) / whole);
    for (let step = 0; step <= steps; step += 1) {
      const from = steps === 0 ? 0 : Math.floor((step * (count - whole)) / steps);
      all.push([from, from + whole]);
    }
  }
  return all;
}

function bestSplit(sums: Cumulated, from: number, to: number, factor: number): Found | null {
  let best: Found | null = null;
  const { side } = changePointLimits;
  for (let index = from + side; index <= to - side; index += 1) {
    const score = scoreOf(sums, from, index, to) / Math.sqrt(factor);
    if (score > (best?.score ?? 0)) best = { from, to, index, score };
  }
  return best;
}

/** Difference of the means on both sides of an index in standard errors; 0 where one side is unknown. */
function scoreOf(sums: Cumulated, from: number, index: number, to: number): number {
  const left = between(sums.weights, from, index);
  const right = between(sums.weights, index, to);
  if (left === 0 || right === 0) return 0;
  const distance = Math.abs(mean(sums, from, index) - mean(sums, index, to));
  return distance / Math.sqrt(1 / left + 1 / right);
}

/** How much a change at each index would explain, were it the only one: the likeliest has the most. */
export function splitScores(points: readonly Point[]): readonly number[] {
  const sums = cumulate(points);
  return points.map((_, index) => scoreOf(sums, 0, index, points.length));
}

/** Median of a χ² with one degree of freedom. */
const chiMedian = 0.4549;

/**
 * Factor of the variance from differences of neighbours, which a change of the mean hardly touches:
 * the median of their squares over what the weights expect.
 */
function dispersionOf(points: readonly Point[]): number {
  const known = points.filter(({ weight }) => weight > 0);
  const squares = known.slice(1).map(({ value, weight }, index) => {
    const before = known[index] as Point;
    return (value - before.value) ** 2 / (1 / weight + 1 / before.weight);
  });
  squares.sort((a, b) => a - b);
  return (squares[Math.floor(squares.length / 2)] ?? 0) / chiMedian;
}
