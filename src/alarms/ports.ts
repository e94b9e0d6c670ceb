import type { Alarm, AlarmState, AlarmType, SeriesPoint, StateChange } from './alarm.js';

/** One page of what was asked for. */
interface Page {
  /** Asks for the page after this one; null after the last. A page may be empty and go on. */
  readonly next: string | null;
  /** The service's clock when it answered, ISO 8601: this machine's may be wrong. */
  readonly serverNow: string;
}

/** Alarms of all types, in no promised order. */
export interface AlarmPage extends Page {
  readonly alarms: readonly Alarm[];
}

/** Changes, oldest first. */
export interface ChangePage extends Page {
  readonly changes: readonly StateChange[];
}

/** Which alarms; `page` null is the first page. */
export interface AlarmsQuery {
  readonly prefix?: string;
  readonly page: string | null;
}

/** Which changes: those at or after `from`, and before `to` where it is given. ISO 8601. */
export interface HistoryQuery {
  readonly type: AlarmType;
  readonly name?: string;
  readonly from: string;
  readonly to?: string;
  readonly page: string | null;
}

/**
 * Where alarms are: CloudWatch, or the evaluator of this machine. Each method is one look, safe to
 * repeat, and fails with a CatopsError: `vendor-throttled` when asked too often,
 * `credential-refused`, `vendor-unreachable` when nobody answers; or with the signal's reason.
 */
export interface AlarmSource {
  /** For people: `CloudWatch`. */
  readonly name: string;
  /** Whether somebody judges the alarms now. False: states are as they were left, and nobody pages. */
  isWatched(signal: AbortSignal): Promise<boolean>;
  alarms(query: AlarmsQuery, signal: AbortSignal): Promise<AlarmPage>;
  /** Changes of one type. One may come twice, and come late: up to some 90 s after it happened. */
  history(query: HistoryQuery, signal: AbortSignal): Promise<ChangePage>;
  /** Puts an alarm into a state until it is judged again. `alarm-unknown` for a name nobody has. */
  setState(name: string, state: AlarmState, reason: string, signal: AbortSignal): Promise<void>;
  /** Points of the alarm's metric, oldest first; none where it has no metric (a composite). */
  series(
    name: string,
    window: { readonly from: string; readonly to: string },
    signal: AbortSignal,
  ): Promise<readonly SeriesPoint[]>;
}
