import type { Alarm, AlarmState, AlarmType, StateChange } from '../alarm.js';
import { alarmTypes } from '../alarm.js';

/** Which alarms are meant. Empty lists and null mean all. */
export interface AlarmFilter {
  readonly prefix: string | null;
  readonly types: readonly AlarmType[];
  readonly name: RegExp | null;
  /** States to be shown: a change out of one of them or into one. */
  readonly states: readonly AlarmState[];
}

/** Whether an alarm of that name and type is followed at all. */
export function isMeant(
  { prefix, types, name }: AlarmFilter,
  alarm: Pick<Alarm, 'name' | 'type'>,
): boolean {
  if (prefix !== null && !alarm.name.startsWith(prefix)) return false;
  if (types.length > 0 && !types.includes(alarm.type)) return false;
  return name === null || name.test(alarm.name);
}

/** Whether a change of an alarm that is followed is to be told. */
export function isShown({ states }: AlarmFilter, { from, to }: StateChange): boolean {
  return states.length === 0 || states.includes(from) || states.includes(to);
}

/** The types to ask history for: there is a call for each. */
export function typesMeant({ types }: AlarmFilter): readonly AlarmType[] {
  return types.length > 0 ? types : alarmTypes;
}
