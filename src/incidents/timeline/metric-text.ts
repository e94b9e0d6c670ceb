import { bothTimes, lengthText } from '../../platform/format-time.js';
import type { Zone } from '../../platform/zone.js';
import type { Metric, MetricPoint } from './metrics.js';

/** One line of the table of figures, as text. */
export interface MetricRow {
  readonly short: string;
  /** `11 h 10 min`, `~2 h`, or `—` with the reason beside it. */
  readonly value: string;
  readonly formula: string;
  readonly from: string;
  readonly to: string;
  /** Why there is no value; empty when there is one. */
  readonly why: string;
}

/** A figure as text: its value, formula, both times in the zone beside UTC, and their sources. */
export function metricRow({ short, formula, from, to, value }: Metric, zone: Zone): MetricRow {
  const known = value.kind === 'length';
  return {
    short,
    value: known ? `${value.approx ? '~' : ''}${lengthText(value.ms)}` : '—',
    formula,
    from: pointText(from, zone),
    to: pointText(to, zone),
    why: known ? '' : `${value.kind === 'refused' ? 'refused: ' : ''}${value.why}`,
  };
}

function pointText(point: MetricPoint | null, zone: Zone): string {
  if (!point) return '—';
  const time = bothTimes(Date.parse(point.at), zone);
  return `${point.approx ? '~' : ''}${time}, from ${point.source}`;
}
