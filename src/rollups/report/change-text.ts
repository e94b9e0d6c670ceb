import type { RollupChange } from '../../contracts/rollup-report.js';
import { count, missing, ms, percent, rate } from './figures.js';

export type Measure = RollupChange['measure'];

/** Which way a value went: a sign that needs no colour. */
export function arrow({ measure, before, after }: RollupChange): '▲' | '▼' {
  if (measure === 'gone') return '▼';
  return (after ?? 0) >= (before ?? 0) ? '▲' : '▼';
}

/** A change in words: `▲ 5xx 0.25% → 2.13% (worse)`. */
export function changeText(change: RollupChange): string {
  const { measure, before, after, worse } = change;
  return `${arrow(change)} ${said[measure](before, after)}${worse ? ' (worse)' : ''}`;
}

type Say = (before: number | null, after: number | null) => string;

const said: Readonly<Record<Measure, Say>> = {
  requests: (before, after) =>
    `requests ${count(before)} → ${count(after)}${growth(before, after)}`,
  errors: (before, after) => `5xx ${share(before)} → ${share(after)}`,
  p95: (before, after) => `p95 ${ms(before)} → ${ms(after)} ms`,
  cacheHitShare: (before, after) =>
    `cache hits ${share(before)} → ${after === null ? 'no cache' : share(after)}`,
  dbQueriesPerRequest: (before, after) => `queries a request ${rate(before)} → ${rate(after)}`,
  new: (_, after) => `new, ${count(after)} requests`,
  gone: (before) => `gone, had ${count(before)} requests`,
};

function share(value: number | null): string {
  return value === null ? missing : `${percent(value)}%`;
}

function growth(before: number | null, after: number | null): string {
  if (!before || after === null) return '';
  const change = Math.round((after / before - 1) * 100);
  return ` (${change >= 0 ? '+' : ''}${change}%)`;
}
