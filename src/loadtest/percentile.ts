import type { Distribution } from './ports.js';

/** Samples a percentile needs before it means anything: 200 for p95, 1000 for p99. */
export function samplesNeeded(percentile: number): number {
  return Math.ceil(10 / (1 - percentile / 100) - 1e-9);
}

/** Milliseconds at a percentile; null with fewer samples than it needs. */
export function percentileMs(distribution: Distribution, percentile: number): number | null {
  if (distribution.count < samplesNeeded(percentile)) return null;
  return distribution.valueAtQuantile(percentile / 100) / 1000;
}

/** Milliseconds at a percentile for a reader, never for a rule; null where no sample is beyond it. */
export function figureMs(distribution: Distribution, percentile: number): number | null {
  if (distribution.count < samplesNeeded(percentile) / 10) return null;
  return distribution.valueAtQuantile(percentile / 100) / 1000;
}

/**
 * Between which values the percentile lies with 95 % confidence, milliseconds: order statistics at
 * the ranks np ± 1.96·√(np(1−p)). It says how well this run is known, not how runs differ.
 */
export function intervalMs(
  distribution: Distribution,
  percentile: number,
): { readonly low: number; readonly high: number } {
  const n = distribution.count;
  const p = percentile / 100;
  const half = 1.96 * Math.sqrt(n * p * (1 - p));
  const at = (rank: number): number =>
    distribution.valueAtQuantile(Math.min(1, Math.max(0, rank / n))) / 1000;
  return { low: at(n * p - half), high: at(n * p + half) };
}
