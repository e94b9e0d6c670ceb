import { formatFigure, formatMs, formatShare } from '../../presentation/figures.js';
import { intervalMs, percentileMs, samplesNeeded } from '../percentile.js';
import { cacheHitShare, type Pool, poolOf, queriesPerRequest } from '../pool.js';
import type { PhaseMeasurement } from '../ports.js';
import { holds, isTiming, type Metric, type Threshold } from '../threshold.js';
import type { Evidence } from './evidence.js';

/** What a threshold sees: a value, or why there is none. `unsure` is a pass by less than the error. */
export type Observation =
  | { readonly kind: 'held' | 'broken' | 'unsure'; readonly text: string }
  /** `known` when the reason is already told of the whole phase. */
  | { readonly kind: 'no-data'; readonly why: string; readonly known?: true };

/** Looks at one threshold for one route (or all) in one set of phases. */
export function observe(
  threshold: Threshold,
  route: string | null,
  phases: readonly PhaseMeasurement[],
  evidence: Evidence,
): Observation {
  const { metric, comparison, limit } = threshold;
  const untimed = phases.find(({ phase }) => evidence.untimed.has(phase));
  if (isTiming(metric) && untimed) {
    const why = `time measured in phase ${untimed.phase} is no evidence`;
    return { kind: 'no-data', why, known: true };
  }
  const pool = poolOf(phases, route, evidence.merge);
  if ('percentile' in metric) return observePercentile(threshold, metric.percentile, pool);
  const value = measureOf(threshold, route, phases, pool, evidence);
  if (value === null) return { kind: 'no-data', why: 'nothing of it was measured' };
  const text = textOf(threshold, value);
  return { kind: holds(value, comparison, limit) ? 'held' : 'broken', text };
}

function observePercentile(threshold: Threshold, percentile: number, pool: Pool): Observation {
  const { metric, comparison, limit } = threshold;
  const distribution = metric.kind === 'latency' ? pool.latency : pool.serviceTime;
  const value = percentileMs(distribution, percentile);
  if (value === null) {
    const needed = samplesNeeded(percentile);
    return {
      kind: 'no-data',
      why: `it has ${distribution.count} samples, and p${percentile} needs ${needed}`,
    };
  }
  const { low, high } = intervalMs(distribution, percentile);
  const text = `${formatMs(value)} (${formatMs(low)} to ${formatMs(high)}, n ${distribution.count})`;
  const ends = [low, high].map((end) => holds(end, comparison, limit));
  if (ends.every(Boolean)) return { kind: 'held', text };
  return { kind: ends.some(Boolean) ? 'unsure' : 'broken', text };
}

function measureOf(
  { metric }: Threshold,
  route: string | null,
  phases: readonly PhaseMeasurement[],
  pool: Pool,
  evidence: Evidence,
): number | null {
  if (pool.requests === 0) return null;
  const counted = (count: number, as: 'count' | 'share'): number =>
    as === 'count' ? count : count / pool.requests;
  switch (metric.kind) {
    case 'latency':
    case 'service-time':
      return statOf(metric, pool);
    case 'requests':
      return pool.requests;
    case 'errors':
    case 'lost':
    case 'timeouts':
      return counted(pool[metric.kind], metric.as);
    case 'status':
      return counted(answersOf(metric.status, pool), metric.as);
    case 'rate':
      return pool.requests / pool.seconds;
    case 'achieved':
      return route === null ? achievedShare(phases, evidence) : null;
    case 'cache-hit-share':
      return cacheHitShare(pool);
    case 'db-queries-per-request':
      return queriesPerRequest(pool);
    default:
      return null;
  }
}

function statOf(metric: Metric, pool: Pool): number | null {
  const distribution = metric.kind === 'latency' ? pool.latency : pool.serviceTime;
  if (!('stat' in metric) || distribution.count === 0) return null;
  if (metric.stat === 'mean') return distribution.mean / 1000;
  return distribution.valueAtQuantile(metric.stat === 'min' ? 0 : 1) / 1000;
}

function answersOf(status: number, { statuses }: Pool): number {
  if (status >= 100) return statuses[String(status)] ?? 0;
  return Object.entries(statuses).reduce(
    (sum, [each, count]) => (Math.floor(Number(each) / 100) === status ? sum + count : sum),
    0,
  );
}

/** Share of the planned requests of open phases that was sent; null when all are closed. */
export function achievedShare(
  phases: readonly PhaseMeasurement[],
  { plannedByPhase }: Pick<Evidence, 'plannedByPhase'>,
): number | null {
  const open = phases.filter(({ phase }) => plannedByPhase.has(phase));
  const planned = open.reduce((sum, { phase }) => sum + (plannedByPhase.get(phase) ?? 0), 0);
  return planned === 0 ? null : open.reduce((sum, { sent }) => sum + sent, 0) / planned;
}

function textOf({ metric }: Threshold, value: number): string {
  if ('stat' in metric) return formatMs(value);
  if (metric.kind === 'requests') return String(value);
  if ('as' in metric) return metric.as === 'share' ? formatShare(value) : String(value);
  if (metric.kind === 'rate') return `${formatFigure(value)}/s`;
  if (metric.kind === 'db-queries-per-request') return formatFigure(value);
  return formatShare(value);
}
