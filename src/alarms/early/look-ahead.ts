import type { MetricInstance } from '../instances.js';
import {
  type EarlyWarning,
  earlyRule,
  earlySpanMs,
  isGradual,
  warningOf,
} from './early-warning.js';
import type { MetricHistory } from './ports.js';

/** What one look ahead found. */
export interface AheadLook {
  readonly warnings: readonly EarlyWarning[];
  /** Alarms with a datapoint of late. */
  readonly looked: number;
  /** End of the newest period that is known, milliseconds; null where nothing was published of late. */
  readonly until: number | null;
}

/**
 * One look at which alarms may fire soon, by metrics that somebody else keeps. They come late, so it
 * is judged at the end of the newest period that is there; one that is older than the gaps a trend may
 * have is no news of today.
 */
export async function lookAhead(
  history: MetricHistory,
  { instances, now }: { readonly instances: readonly MetricInstance[]; readonly now: number },
  signal: AbortSignal,
): Promise<AheadLook> {
  const gradual = instances.filter(isGradual);
  const spare = earlySpanMs(gradual) * (earlyRule.missing / earlyRule.points);
  const window = { from: now - earlySpanMs(gradual) - spare, to: now };
  const read = await history.read(gradual, window, signal);
  // A period that goes on is not known yet.
  const series = read.map((points) => points.filter(({ at }) => at <= now));
  const newest = Math.max(...series.map((points) => points.at(-1)?.at ?? Number.NEGATIVE_INFINITY));
  if (newest < now - spare) return { warnings: [], looked: 0, until: null };
  return {
    until: newest,
    looked: series.filter((points) => (points.at(-1)?.at ?? 0) >= now - spare).length,
    warnings: gradual.flatMap((instance, index) => {
      const length = instance.definition.periodSeconds * 1000;
      const end = Math.floor(newest / length) * length;
      return warningOf(instance, series[index] ?? [], end) ?? [];
    }),
  };
}
