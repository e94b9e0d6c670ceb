import type { MetricInstance } from '../instances.js';
import type { TrendPoint } from './trend.js';

/** Where the metrics of alarms are kept for a while, although nobody here sampled them. */
export interface MetricHistory {
  /** For people: `CloudWatch`. */
  readonly name: string;
  /**
   * Datapoints of each alarm, in the order of the alarms, oldest first, each at the end of its period;
   * of periods that began at or after `from` and before `to`, milliseconds. Safe to repeat. Throws as
   * an alarm source does.
   */
  read(
    instances: readonly MetricInstance[],
    window: { readonly from: number; readonly to: number },
    signal: AbortSignal,
  ): Promise<readonly (readonly TrendPoint[])[]>;
}
