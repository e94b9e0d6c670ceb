import type { Json } from './call.js';

export type Kind = 'MetricAlarm' | 'CompositeAlarm' | 'LogAlarm';
export type StateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm as DescribeAlarms shows it; times are epoch seconds. */
export interface StoredAlarm {
  readonly kind: Kind;
  readonly arn: string;
  /** What it was put with, tags apart. */
  config: Json;
  state: StateValue;
  reason: string;
  /** JSON, as CloudWatch writes it; undefined after somebody set the state by hand. */
  reasonData: string | undefined;
  updatedAt: number;
  transitionedAt: number;
  /** More members to show, such as `EvaluationState` or `ActionsSuppressedBy`. */
  more: Json;
  readonly tags: Map<string, string>;
}

/** One line of an alarm's history; `at` in epoch milliseconds. */
export interface HistoryItem {
  readonly name: string;
  readonly kind: Kind;
  readonly at: number;
  readonly type: 'StateUpdate' | 'ConfigurationUpdate' | 'Action';
  readonly summary: string;
  readonly data: string;
}

export interface MuteRule {
  readonly name: string;
  readonly status: 'SCHEDULED' | 'ACTIVE' | 'EXPIRED';
  readonly alarms: readonly string[];
  /** Epoch milliseconds; moves when the rule is changed. */
  readonly updatedAt: number;
}

/** The value of a metric at a time, or nothing. */
export type MetricValue = (metric: string, at: number) => number | undefined;

export interface CloudWatchState {
  readonly stored: Map<string, StoredAlarm>;
  readonly history: HistoryItem[];
  readonly muteRules: MuteRule[];
  /** Records a page holds, whatever is asked for above it. */
  pageSize: number;
  /** The next pages come without a record and with a token, as real ones have been seen to. */
  emptyPages: number;
  /** History younger than this is not shown yet, milliseconds. */
  historyLagMs: number;
  /** Every history item is told twice. */
  tellsTwice: boolean;
  /** What the clock of the service is ahead of this machine's, milliseconds. */
  clockAheadMs: number;
  /** Composites follow what they name at once. */
  judgesComposites: boolean;
  metricValue: MetricValue;
  /** What every call (of those operations) is answered with, such as `ExpiredTokenException`. */
  refusal: { readonly type: string; readonly message: string; readonly only: RegExp } | null;
}
