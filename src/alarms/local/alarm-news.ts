import type { Severity } from '../../incidents/entry.js';
import type { StateChange } from '../alarm.js';

/** A change of an alarm, with what its definition says. */
export interface AlarmNews {
  readonly change: StateChange;
  /** The alarm it pages through. */
  readonly pagesAs: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly runbook: string;
  /** When the impact began, as far as is known; ISO 8601. */
  readonly since: string | null;
}

/** The note of an alarm that fires. A composite that it pages through is named, to be known by. */
export function firingText({ change, pagesAs }: AlarmNews): string {
  const { name, at, reason } = change;
  const through = name === pagesAs || name.startsWith(`${pagesAs} `) ? '' : ` of ${pagesAs}`;
  return `Alarm ${name}${through} fires since ${at}: ${reason}`.trim();
}

/** The note of one that ceased to. */
export function calmText({ change }: AlarmNews): string {
  const { name, at, to, reason } = change;
  const word = to === 'OK' ? 'is OK again' : 'has no data';
  return `Alarm ${name} ${word} since ${at}: ${reason}`.trim();
}

/** Whether a note says that the alarm, or another one that pages as it does, fires. */
export function isFiringText(text: string, { pagesAs }: AlarmNews): boolean {
  const whose = /^Alarm (.+?) fires since /.exec(text)?.[1];
  if (whose === undefined) return false;
  return whose === pagesAs || whose.startsWith(`${pagesAs} `) || whose.endsWith(` of ${pagesAs}`);
}
