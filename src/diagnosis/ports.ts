import type { MetricSample } from '../contracts/metric-sample.js';
import type { CountedHour } from '../rollups/read-hours.js';
import type { ReleaseChange } from './telemetry.js';

/** Milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What was sampled of the API's metrics. */
export interface MetricHistory {
  /** Samples whose period ended after `from` and at `to` at the latest, oldest first. */
  read(from: number, to: number): Promise<readonly MetricSample[]>;
}

/** The rolled-up request log. */
export interface HourHistory {
  /** Counted hours of the window, whole ones, oldest first. */
  read(span: Span, signal: AbortSignal): Promise<readonly CountedHour[]>;
}

/** When which release went live, by the records of who put it there. */
export interface ReleaseHistory {
  /** Who says it, for people. */
  readonly name: string;
  read(span: Span, signal: AbortSignal): Promise<readonly ReleaseChange[]>;
}
