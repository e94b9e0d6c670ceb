import type { Alarm, AlarmState } from '../../src/alarms/alarm.js';
import type { FollowEvent, ToldChange } from '../../src/alarms/follow/follow-event.js';

/** A change as one object: a line of `--json`, and what `--exec` gets on its standard input. */
export function changeRecord({ seq, change, source, alarm, lastedMs, release }: ToldChange) {
  return {
    schema: 'catops.alarm-change/v1',
    seq,
    time: change.at,
    alarm: change.name,
    type: change.type,
    from: change.from,
    to: change.to,
    reason: change.reason,
    value: change.value,
    threshold: change.threshold,
    lastedSeconds: lastedMs === null ? null : lastedMs / 1000,
    metric: alarm?.metric ?? null,
    severity: alarm?.severity ?? null,
    runbook: alarm?.runbook ?? null,
    muted: alarm?.muted ?? null,
    arn: alarm?.arn ?? null,
    release,
    source,
  } as const;
}

/** How alarms stand at the first look: the counts of all, and those that are listed. */
export function standingRecord(
  { alarms, at, watched }: Extract<FollowEvent, { kind: 'standing' }>,
  listed: readonly Alarm[],
) {
  return {
    schema: 'catops.alarms-standing/v1',
    time: at,
    watched,
    ...countsOf(alarms),
    alarms: listed,
  } as const;
}

/** That the program lives, whether it is answered, and whether somebody judges the alarms. */
export function heartbeatRecord(
  { at, answered, watched }: Extract<FollowEvent, { kind: 'heartbeat' }>,
  alarms: readonly Alarm[],
) {
  const schema = 'catops.alarm-heartbeat/v1' as const;
  return { schema, time: at, answered, watched, ...countsOf(alarms) };
}

/** Alarms by state. */
export function countsOf(alarms: readonly Alarm[]) {
  const count = (state: AlarmState) => alarms.filter((alarm) => alarm.state === state).length;
  return { firing: count('ALARM'), noData: count('INSUFFICIENT_DATA'), ok: count('OK') };
}
