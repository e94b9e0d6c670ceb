import type { Random } from '../../../api-server/seed/random.ts';

/** Of mean 0 and spread 1. */
export function normal(random: Random): number {
  const [first, second] = [random.between(1e-12, 1), random.between(0, 1)];
  return Math.sqrt(-2 * Math.log(first)) * Math.cos(2 * Math.PI * second);
}

/** How many come where so many come on average. */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.between(0, 1); product > limit; product *= random.between(0, 1)) {
    count += 1;
  }
  return count;
}
