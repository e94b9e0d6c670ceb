/** What an alarm may say. INSUFFICIENT_DATA is its own answer, no kind of OK. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What an alarm watches: metrics, other alarms, or a query of logs. */
export type AlarmType = 'metric' | 'composite' | 'log';

/** All of them, in the order they are asked for. */
export const alarmTypes: readonly AlarmType[] = ['metric', 'composite', 'log'];

/** How bad it is when an alarm fires, as incidents have it. */
export type AlarmSeverity = 'sev1' | 'sev2' | 'sev3' | 'sev4';

/** An alarm as it stands. */
export interface Alarm {
  readonly name: string;
  readonly type: AlarmType;
  readonly state: AlarmState;
  /** Since when it is in this state: ISO 8601, UTC. */
  readonly since: string;
  /** One line: `7.0 > 1 for 2/2 × 60s`. */
  readonly reason: string;
  /** The last datapoint it judged. */
  readonly value: number | null;
  /** Null where there is none: a composite, or a band that moves (anomaly detection). */
  readonly threshold: number | null;
  readonly comparison: 'above' | 'below' | null;
  /** Its actions are held back: switched off, muted by a rule, or suppressed by another alarm. */
  readonly muted: boolean;
  readonly severity: AlarmSeverity | null;
  /** Name of its runbook. */
  readonly runbook: string | null;
  /** What it measures, in the service's words. */
  readonly metric: string | null;
  /** The service's own name for it; null on this machine. */
  readonly arn: string | null;
}

/** One change of state. */
export interface StateChange {
  readonly name: string;
  readonly type: AlarmType;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
  readonly value: number | null;
  readonly threshold: number | null;
}

/** One point of an alarm's metric; null is no datapoint. */
export interface SeriesPoint {
  /** Begin of the period: ISO 8601, UTC. */
  readonly at: string;
  readonly value: number | null;
}
