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
 * One look at which alarms may fire soon, by metrics that somebody else keeps. They come late, and not
 * all at once, so each is judged at the end of its own newest period; one that is older than the gaps a
 * trend may have is no news of today.
 */
export async function lookAhead(
  history: MetricHistory,
  { instances, now }: { readonly instances: readonly MetricInstance[]; readonly now: number },
  signal: AbortSignal,
): Promise<AheadLook> {
  const gradual = instances.filter(isGradual);
  const window = { from: now - earlySpanMs(gradual) - spareMs(gradual), to: now };
  const read = await history.read(gradual, window, signal);
  const known = gradual.flatMap((instance, index) => {
    // A period that goes on is not known yet.
    const points = (read[index] ?? []).filter(({ at }) => at <= now);
    const end = points.at(-1)?.at;
    if (end === undefined || end < now - spareMs([instance])) return [];
    return [{ instance, points, end }];
  });
  return {
    until: known.length === 0 ? null : Math.max(...known.map(({ end }) => end)),
    looked: known.length,
    warnings: known.flatMap(({ instance, points, end }) => warningOf(instance, points, end) ?? []),
  };
}

/** How old the newest datapoint of these may be, milliseconds. */
function spareMs(instances: readonly MetricInstance[]): number {
  return earlySpanMs(instances) * (earlyRule.missing / earlyRule.points);
}
