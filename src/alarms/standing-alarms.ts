import type { Alarm, AlarmSeverity, AlarmState } from './alarm.js';
import { type AlarmFilter, isMeant } from './follow/alarm-filter.js';
import { lookAtAlarms } from './follow/look-at-alarms.js';
import type { AlarmSource } from './ports.js';

const order: Readonly<Record<AlarmState, number>> = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 };

/** The alarms that are meant, what fires first: the worst above, then what fires longest. */
export async function standingAlarms(
  source: AlarmSource,
  filter: AlarmFilter,
  signal: AbortSignal,
): Promise<readonly Alarm[]> {
  const all = await lookAtAlarms(source, filter.prefix, () => undefined, signal);
  const meant = all.filter(
    (alarm) =>
      isMeant(filter, alarm) && (filter.states.length === 0 || filter.states.includes(alarm.state)),
  );
  return meant.toSorted(
    (a, b) =>
      order[a.state] - order[b.state] ||
      badness(a.severity) - badness(b.severity) ||
      Number(a.since > b.since) - Number(a.since < b.since) ||
      Number(a.name > b.name) - Number(a.name < b.name),
  );
}

/** `sev1` before `sev4`; what names none comes last. */
function badness(severity: AlarmSeverity | null): number {
  return severity === null ? 5 : Number(severity.slice(3));
}

/** Which alarms fail a check. */
export interface CheckRule {
  /** This bad or worse; null counts all, those without a severity too. */
  readonly severity: AlarmSeverity | null;
  /** An alarm that cannot be judged fails it too. */
  readonly noData: boolean;
  /** One that somebody muted fails it too. */
  readonly muted: boolean;
}

/** What a check came to. */
export interface CheckVerdict {
  /** `no evidence`: no alarm is meant, or nobody judges them; a check of nothing must not pass. */
  readonly verdict: 'quiet' | 'firing' | 'no evidence';
  readonly watched: boolean;
  readonly failing: readonly Alarm[];
  /** Would fail it, but somebody muted them. */
  readonly held: readonly Alarm[];
  readonly looked: number;
}

/** Judges alarms as they stand. Pure. */
export function judgeAlarms(
  alarms: readonly Alarm[],
  rule: CheckRule,
  watched: boolean,
): CheckVerdict {
  const judged = alarms.filter(({ severity }) => badness(severity) <= worst(rule.severity));
  const bad = judged.filter(
    ({ state }) => state === 'ALARM' || (rule.noData && state === 'INSUFFICIENT_DATA'),
  );
  const failing = bad.filter(({ muted }) => rule.muted || !muted);
  const held = bad.filter((alarm) => !failing.includes(alarm));
  const isKnown = watched && judged.length > 0;
  const verdict = failing.length > 0 ? 'firing' : isKnown ? 'quiet' : 'no evidence';
  return { verdict, watched, failing, held, looked: judged.length };
}

function worst(severity: AlarmSeverity | null): number {
  return severity === null ? 5 : badness(severity);
}
