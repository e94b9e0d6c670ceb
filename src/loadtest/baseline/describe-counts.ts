import { formatFigure, formatShare } from '../../presentation/figures.js';
import type { CountComparison } from './compare-counts.js';

/** What people call them. */
export const countNames: Record<CountComparison['measure'], string> = {
  'db-queries-per-request': 'queries a request',
  'cache-hit-share': 'cache hits',
  errors: 'errors',
};

/** `queries a request 1.00, base 0.02`. */
export function describeCount({ measure, base, head }: CountComparison): string {
  const show = (value: number | null): string => {
    if (value === null) return '—';
    return measure === 'db-queries-per-request' ? formatFigure(value) : formatShare(value);
  };
  return `${countNames[measure]} ${show(head)}, base ${show(base)}`;
}
