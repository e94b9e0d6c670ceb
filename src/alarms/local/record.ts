import type { Alarm, AlarmState, StateChange } from '../alarm.js';
import type { MetricInstance } from '../instances.js';

/** What of a metric alarm its datapoints are made from. */
export type Subject = Pick<MetricInstance, 'definition' | 'route'>;

/** An alarm as the evaluator left it. */
export interface StandingAlarm {
  readonly alarm: Alarm;
  /** Null for a composite. */
  readonly subject: Subject | null;
  /** The alarm it pages through: its own name, that of its definition, or of a composite. */
  readonly pagesAs: string;
  /** For people, in a page: what its definition says it means. */
  readonly summary: string;
  readonly owner: string;
}

/** A change that the incident has not been told of yet. */
export interface OwedChange {
  readonly change: StateChange;
  /** When the first datapoint beyond the threshold began, as far as is known; ISO 8601. */
  readonly since: string | null;
}

/**
 * Everything the evaluator must not forget, one file. A change is in `owed` in the same durable step in
 * which it becomes the state: whoever is killed after that still pages, and before that sees it anew.
 */
export interface AlarmRecord {
  /** By name. */
  readonly alarms: Readonly<Record<string, StandingAlarm>>;
  /** Oldest first. */
  readonly owed: readonly OwedChange[];
}

/** Of a machine that never evaluated anything. */
export const emptyRecord: AlarmRecord = { alarms: {}, owed: [] };

/** The alarm in another state, and the change it made; null when it is in that state already. */
export function changeState(
  standing: StandingAlarm,
  to: AlarmState,
  { at, reason, value }: Pick<StateChange, 'at' | 'reason' | 'value'>,
): { readonly standing: StandingAlarm; readonly change: StateChange } | null {
  const { alarm } = standing;
  if (alarm.state === to) return null;
  const { name, type, threshold, state: from } = alarm;
  return {
    standing: { ...standing, alarm: { ...alarm, state: to, since: at, reason, value } },
    change: { name, type, at, from, to, reason, value, threshold },
  };
}
