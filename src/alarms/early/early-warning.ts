import type { Measure } from '../../contracts/alarm-definition.js';
import type { MetricSample } from '../../contracts/metric-sample.js';
import type { MetricInstance } from '../instances.js';
import { datapointOf } from '../local/measure.js';
import { type Trend, type TrendPoint, trendOf } from './trend.js';
import { isWorkedOffWithin } from './work-off.js';

/** An alarm that does not fire, and will if it goes on like that. */
export interface EarlyWarning {
  readonly instance: MetricInstance;
  readonly trend: Trend;
  /** When it crosses its threshold then, milliseconds. */
  readonly crossesAt: number;
  /** What was looked at, oldest first. */
  readonly points: readonly TrendPoint[];
}

/** How it is decided. Chosen on series of other seeds than those it is measured on. */
export const earlyRule = {
  /** Datapoints that make a trend, and how many of them may be missing. */
  points: 20,
  missing: 4,
  /** Of all of them, and of the newer half: what jumped once goes nowhere since. */
  z: 3.5,
  newerZ: 1.64,
  /** Nobody is told of what is further away. */
  horizonMs: 30 * 60_000,
} as const;

// What grows before it is too much. Of the others one is too many, or there is nothing in between.
const gradual: ReadonlySet<Measure> = new Set<Measure>([
  ...(['error-share', 'latency-p99', 'cache-hit-share', 'queue-age', 'overload'] as const),
  ...(['db-queries-per-request', 'replica-lag', 'event-loop-delay'] as const),
]);

/** How far back samples are needed, milliseconds. */
export function earlySpanMs(instances: readonly MetricInstance[]): number {
  const lengths = instances.filter(isGradual).map((each) => each.definition.periodSeconds);
  return Math.max(0, ...lengths) * 1000 * (earlyRule.points + 2);
}

/** Those that are to be warned of at `end`, the end of a period of theirs (milliseconds). */
export function earlyWarnings(
  instances: readonly MetricInstance[],
  samples: readonly MetricSample[],
  end: number,
): readonly EarlyWarning[] {
  const dated = samples.map((sample) => ({ sample, at: Date.parse(sample.at) }));
  return instances.filter(isGradual).flatMap((instance) => {
    const length = instance.definition.periodSeconds * 1000;
    const last = Math.floor(end / length) * length;
    // One more than a trend takes: it is judged twice.
    const points = Array.from({ length: earlyRule.points + 1 }, (_, index): TrendPoint[] => {
      const at = last - (earlyRule.points - index) * length;
      const within = dated.filter((each) => each.at > at - length && each.at <= at);
      const value = datapointOf(
        instance,
        within.map(({ sample }) => sample),
      );
      return value === null ? [] : [{ at, value }];
    });
    const now = warningOf(instance, points.flat(), last);
    if (!now) return [];
    const until = (moment: number) =>
      dated.filter(({ at }) => at <= moment).map(({ sample }) => sample);
    return [last - length, last].some((each) => endsByItself(instance, until(each))) ? [] : now;
  });
}

/** The warning of one alarm by its datapoints until `end`, the end of a period; oldest first. */
export function warningOf(
  instance: MetricInstance,
  points: readonly TrendPoint[],
  end: number,
): EarlyWarning | null {
  const length = instance.definition.periodSeconds * 1000;
  const until = (last: number) =>
    points.filter(({ at }) => at <= last && at > last - earlyRule.points * length);
  // It must have been there one period ago already.
  const before = judgeTrend(instance, until(end - length), end - length);
  return before && judgeTrend(instance, until(end), end);
}

/** A queue says more than how old it is: how much waits, and how fast it is done. */
function endsByItself(
  { definition, threshold }: MetricInstance,
  samples: readonly MetricSample[],
): boolean {
  return definition.measure === 'queue-age' && isWorkedOffWithin(threshold, samples);
}

/** Whether there is something before it fires. */
export function isGradual({ definition }: MetricInstance): boolean {
  return gradual.has(definition.measure);
}

function judgeTrend(
  instance: MetricInstance,
  points: readonly TrendPoint[],
  end: number,
): EarlyWarning | null {
  const { definition, threshold } = instance;
  const newest = points.at(-1);
  if (points.length < earlyRule.points - earlyRule.missing || newest?.at !== end) return null;
  const sign = definition.comparison === 'above' ? 1 : -1;
  // Beyond it already: that is the alarm's to say.
  if ((newest.value - threshold) * sign > 0) return null;
  const trend = trendOf(points);
  if (trend.z * sign < earlyRule.z) return null;
  const newer = points.slice(points.length >> 1);
  if (trendOf(newer).z * sign < earlyRule.newerZ) return null;
  const minutes = Math.max(0, (threshold - trend.now) / trend.perMinute);
  const crossesAt = end + minutes * 60_000;
  return crossesAt - end <= earlyRule.horizonMs ? { instance, trend, crossesAt, points } : null;
}
