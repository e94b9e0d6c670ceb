import { formatFigure } from '../../presentation/figures.js';
import { samplesNeeded } from '../percentile.js';

/** What stands for a value that is missing. It is never 0. */
export const missing = '—';

/** Milliseconds or requests a second with three digits. */
export function figure(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** Queries a request. */
export function figureOrDash(value: number | null): string {
  return value === null ? missing : formatFigure(value);
}

/** A percentile; of fewer samples than it needs it is marked, and nothing is judged by it. */
export function percentileText(ms: number | null, percent: number, samples: number): string {
  if (ms === null) return missing;
  return `${samples < samplesNeeded(percent) ? '~' : ''}${figure(ms)}`;
}

/** A share 0–1 in per cent: never "0%" for a few and never "100%" for almost all. */
export function shareText(value: number | null): string {
  if (value === null) return missing;
  if (value > 0 && value < 0.001) return '<0.1%';
  if (value < 1 && value > 0.999) return '>99.9%';
  return `${(value * 100).toFixed(value === 0 || value === 1 ? 0 : 1)}%`;
}
