/** A value at a time, milliseconds. */
export interface TrendPoint {
  readonly at: number;
  readonly value: number;
}

/** Where values have been going. */
export interface Trend {
  /** Change in a minute: the median of all slopes between two points (Theil and Sen). */
  readonly perMinute: number;
  /** Where the line through the points is at the last of them. */
  readonly now: number;
  /** How sure it is that they go anywhere: z of Mann and Kendall, above 0 upwards. */
  readonly z: number;
}

const minuteMs = 60_000;

/** The trend of at least two points, oldest first. A few wild ones change little. */
export function trendOf(points: readonly TrendPoint[]): Trend {
  const slopes: number[] = [];
  let rises = 0;
  for (const [index, later] of points.entries()) {
    for (const earlier of points.slice(0, index)) {
      const change = later.value - earlier.value;
      slopes.push(change / ((later.at - earlier.at) / minuteMs));
      rises += Math.sign(change);
    }
  }
  const perMinute = median(slopes);
  const last = points.at(-1)?.at ?? 0;
  const now = median(points.map(({ at, value }) => value + (perMinute * (last - at)) / minuteMs));
  return { perMinute, now, z: zOf(rises, points) };
}

/** By the normal distribution, with the correction for equal values. */
function zOf(rises: number, points: readonly TrendPoint[]): number {
  const times = new Map<number, number>();
  for (const { value } of points) times.set(value, (times.get(value) ?? 0) + 1);
  const pairs = (n: number) => n * (n - 1) * (2 * n + 5);
  const tied = [...times.values()].reduce((all, n) => all + pairs(n), 0);
  const variance = (pairs(points.length) - tied) / 18;
  return variance === 0 ? 0 : (rises - Math.sign(rises)) / Math.sqrt(variance);
}

/** The middle one, or between the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const [above = 0, below = 0] = [sorted[half], sorted[half - 1]];
  return sorted.length % 2 === 1 ? above : (above + below) / 2;
}
