import { deny, invalid, type Json, unknownAlarm } from './call.js';
import { checkComposite, checkMetric } from './put-rules.js';
import { alarmOf, nowOf, type Operation, tell } from './read-calls.js';
import type { CloudWatchState, Kind, StateValue, StoredAlarm } from './state.js';

/** Operations that change alarms. */
export const writeCalls: Readonly<Record<string, Operation>> = {
  PutMetricAlarm: (state, body) => {
    checkMetric(body);
    put(state, 'MetricAlarm', body);
    return tell(state, 'PutMetricAlarm', {});
  },
  PutCompositeAlarm: (state, body) => {
    checkComposite(state, body);
    put(state, 'CompositeAlarm', body);
    return tell(state, 'PutCompositeAlarm', {});
  },
  DeleteAlarms: (state, body) => {
    const names = body['AlarmNames'] as readonly string[];
    const composites = names.filter((name) => state.stored.get(name)?.kind === 'CompositeAlarm');
    // "this total can include no more than one composite alarm"
    if (composites.length > 1) throw invalid('one composite alarm a call may be deleted');
    for (const name of names) {
      const user = [...state.stored].find(
        ([other, { config }]) =>
          !names.includes(other) && String(config['AlarmRule'] ?? '').includes(`"${name}"`),
      );
      // "Cannot delete alarm: it is referenced by a composite alarm" is what the console says too.
      if (user) throw invalid(`${name} is a child of ${user[0]}`);
    }
    const [missing] = names.filter((name) => !state.stored.has(name));
    for (const name of names) state.stored.delete(name);
    // "If you specify any incorrect alarm names, the alarms you specify with correct names are still deleted."
    if (missing !== undefined) throw unknownAlarm(missing);
    return tell(state, 'DeleteAlarms', {});
  },
  TagResource: (state, body) => {
    const alarm = [...state.stored.values()].find(({ arn }) => arn === body['ResourceARN']);
    if (!alarm) throw deny('ResourceNotFoundException', 'no such resource', {}, 404);
    addTags(alarm, body);
    return tell(state, 'TagResource', {});
  },
  SetAlarmState: (state, body) => {
    alarmOf(state, body['AlarmName']);
    const value = body['StateValue'] as StateValue;
    become(state, String(body['AlarmName']), value, { reason: String(body['StateReason']) });
    return tell(state, 'SetAlarmState', {});
  },
};

/** "When you update an existing alarm, … the update completely overwrites the previous configuration." */
function put(state: CloudWatchState, kind: Kind, body: Json): void {
  const name = String(body['AlarmName']);
  const before = state.stored.get(name);
  // An alarm keeps its type for life.
  if (before && before.kind !== kind)
    throw deny('ValidationError', `Alarm ${name} exists with another type`);
  const { Tags: _, ...config } = body;
  if (before) {
    // "any tags you specify in this parameter are ignored" when it exists.
    before.config = config;
    before.updatedAt = nowOf(state);
  } else addAlarm(state, kind, name, config, body);
  state.history.push({
    ...{ name, kind, at: nowOf(state), type: 'ConfigurationUpdate' },
    summary: `Alarm "${name}" ${before ? 'updated' : 'created'}`,
    data: '{}',
  });
}

/** "When this operation creates an alarm, the alarm state is immediately set to INSUFFICIENT_DATA." */
function addAlarm(state: CloudWatchState, kind: Kind, name: string, config: Json, body: Json) {
  const alarm: StoredAlarm = {
    kind,
    arn: `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:${name}`,
    config,
    state: 'INSUFFICIENT_DATA',
    reason: 'Unchecked: Initial alarm creation',
    reasonData: undefined,
    ...{ updatedAt: nowOf(state), transitionedAt: nowOf(state), more: {} },
    tags: new Map(),
  };
  addTags(alarm, body);
  state.stored.set(name, alarm);
}

function addTags({ tags }: StoredAlarm, body: Json): void {
  const given = (body['Tags'] ?? []) as readonly { readonly Key: string; readonly Value: string }[];
  for (const { Key, Value } of given) {
    // "Key: 1 to 128", "Value: 0 to 256"; letters, digits, spaces and _.:/=+-@.
    if (!/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(Key)) throw invalid(`tag key ${Key}`);
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(Value)) throw invalid(`tag value ${Value}`);
    tags.set(Key, Value);
  }
  if (tags.size > 50) throw invalid('an alarm has at most 50 tags');
}

/** How an alarm came into its state. */
export interface Cause {
  readonly reason: string;
  /** As CloudWatch judged it; none for a state set by hand. */
  readonly value?: number;
  /** Epoch milliseconds; now when not given. */
  readonly at?: number;
}

/** Puts an alarm into a state, with its history and its actions, as an evaluation would. */
export function become(state: CloudWatchState, name: string, value: StateValue, cause: Cause) {
  const alarm = alarmOf(state, name);
  const at = cause.at ?? nowOf(state);
  const before = alarm.state;
  const threshold = alarm.config['Threshold'];
  const data =
    cause.value === undefined
      ? undefined
      : {
          version: '1.0',
          queryDate: stamp(at),
          startDate: stamp(at - 60_000),
          period: alarm.config['Period'] ?? 60,
          recentDatapoints: [cause.value],
          ...(threshold === undefined ? {} : { threshold }),
          evaluatedDatapoints: [{ timestamp: stamp(at - 60_000), value: cause.value }],
        };
  alarm.state = value;
  alarm.reason = cause.reason;
  alarm.reasonData = data && JSON.stringify(data);
  alarm.updatedAt = at;
  if (before === value) return;
  alarm.transitionedAt = at;
  const newState = { stateValue: value, stateReason: cause.reason, stateReasonData: data };
  state.history.push({
    ...{ name, kind: alarm.kind, at, type: 'StateUpdate' },
    summary: `Alarm updated from ${before} to ${value}`,
    data: JSON.stringify({ version: '1.0', oldState: { stateValue: before }, newState }),
  });
  act(state, name, alarm, at);
  if (state.judgesComposites) judgeParents(state, name, at);
}

/** A composite of ours is in ALARM while any of those it names is. */
function judgeParents(state: CloudWatchState, child: string, at: number): void {
  for (const [name, { config }] of state.stored) {
    const rule = String(config['AlarmRule'] ?? '');
    if (!rule.includes(`"${child}"`)) continue;
    const children = [...rule.matchAll(/ALARM\("([^"]*)"\)/g)].map(([, each = '']) => each);
    const fires = children.some((each) => state.stored.get(each)?.state === 'ALARM');
    const reason = `${alarmOf(state, child).arn} transitioned`;
    become(state, name, fires ? 'ALARM' : 'OK', { reason, at });
  }
}

const actionsOf = {
  ALARM: 'AlarmActions',
  OK: 'OKActions',
  INSUFFICIENT_DATA: 'InsufficientDataActions',
} as const;

function act(state: CloudWatchState, name: string, alarm: StoredAlarm, at: number): void {
  const muted = state.muteRules.some(
    (rule) => rule.status === 'ACTIVE' && rule.alarms.includes(name),
  );
  if (muted || alarm.config['ActionsEnabled'] === false) return;
  for (const arn of (alarm.config[actionsOf[alarm.state]] ?? []) as readonly string[])
    state.history.push({
      ...{ name, kind: alarm.kind, at: at + 5, type: 'Action' },
      summary: `Successfully executed action ${arn}`,
      data: JSON.stringify({ actionState: 'Succeeded', notificationResource: arn }),
    });
}

/** `2025-05-15T15:29:00.000+0000`, as CloudWatch writes times inside its JSON. */
function stamp(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}
