/** What each further request costs, and between which values that lies with 95 % confidence. */
export interface Slope {
  readonly each: number;
  readonly low: number;
  readonly high: number;
  /** Rates it was measured at. */
  readonly steps: number;
}

/** Requests of one route at one rate, and the queries they cost. */
export interface Step {
  readonly requests: number;
  readonly queries: number;
}

const fewestSteps = 3;
/** The most requests must be so many times the fewest, or the rates are one rate. */
const leastSpread = 2;
/** Student's t, two-sided 95 %, for one degree of freedom and more. */
const students = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31];
const studentsLimit = 1.96;

/**
 * Least squares over rate steps, `queries = a + b·requests`: a is the price of filling a cache, and
 * b what one more request costs, which is near 0 for a route that keeps its replies however cold it
 * began. Null with fewer than three different rates.
 */
export function slopeOf(all: readonly Step[]): Slope | null {
  const steps = all.filter(({ requests }) => requests > 0);
  const counts = steps.map(({ requests }) => requests);
  const spread = Math.max(...counts) / Math.min(...counts);
  if (new Set(counts).size < fewestSteps || spread < leastSpread) return null;
  const n = steps.length;
  const meanX = counts.reduce((sum, x) => sum + x, 0) / n;
  const meanY = steps.reduce((sum, { queries }) => sum + queries, 0) / n;
  const squares = counts.reduce((sum, x) => sum + (x - meanX) ** 2, 0);
  const products = steps.reduce(
    (sum, { requests, queries }) => sum + (requests - meanX) * (queries - meanY),
    0,
  );
  const each = products / squares;
  const residuals = steps.reduce(
    (sum, { requests, queries }) => sum + (queries - meanY - each * (requests - meanX)) ** 2,
    0,
  );
  const error = Math.sqrt(residuals / (n - 2) / squares);
  const half = (students[n - 3] ?? studentsLimit) * error;
  return { each, low: each - half, high: each + half, steps: n };
}
