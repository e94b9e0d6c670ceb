import type { Pick } from './feed.js';
import { seededRandom } from './random.js';

const fewestDraws = 1000;

/**
 * The values in the order they are taken, drawn ahead of time so that a request costs nothing and
 * two runs send the same. Drawn are as many as there are values, and at least 1000; `zipf` takes the
 * n-th value with a chance of 1/n beside the first.
 */
export function pickValues(
  values: readonly string[],
  { pick, seed }: { readonly pick: Pick; readonly seed: number },
): readonly string[] {
  if (pick === 'sequential') return values;
  if (pick === 'unique') return [...new Set(values)];
  const random = seededRandom(seed);
  const draw = pick === 'random' ? evenly(values, random) : zipf(values, random);
  return Array.from({ length: Math.max(fewestDraws, values.length) }, draw);
}

function evenly(values: readonly string[], random: () => number): () => string {
  return () => values[Math.floor(random() * values.length)] ?? '';
}

function zipf(values: readonly string[], random: () => number): () => string {
  let sum = 0;
  const sums = values.map((_, index) => {
    sum += 1 / (index + 1);
    return sum;
  });
  return () => values[firstAbove(sums, random() * sum)] ?? '';
}

// Index of the first of ascending numbers that is larger.
function firstAbove(sums: readonly number[], wanted: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
