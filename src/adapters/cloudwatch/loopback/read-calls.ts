import { vendorNow } from '../../../testing/loopback-vendor.js';
import { answer, deny, invalid, type Json, unknownAlarm } from './call.js';
import type { CloudWatchState, HistoryItem, Kind, StoredAlarm } from './state.js';

/** One operation: what it does with a request that has passed the checks of all. */
export type Operation = (state: CloudWatchState, body: Json) => ReturnType<typeof answer>;

const lists = {
  MetricAlarm: 'MetricAlarms',
  CompositeAlarm: 'CompositeAlarms',
  LogAlarm: 'LogAlarms',
} as const;

/** Operations that change nothing. */
export const readCalls: Readonly<Record<string, Operation>> = {
  DescribeAlarms: (state, body) => {
    const names = body['AlarmNames'] as readonly string[] | undefined;
    // "If this parameter is specified, you cannot specify AlarmNames."
    if (names && body['AlarmNamePrefix'] !== undefined)
      throw invalid('AlarmNames and AlarmNamePrefix exclude each other');
    const child = body['ParentsOfAlarmName'];
    if (child !== undefined) return parentsOf(state, body, String(child));
    const types = typesOf(body);
    const found = [...state.stored].filter(
      ([name, { kind, state: value }]) =>
        types.includes(kind) &&
        (names === undefined || names.includes(name)) &&
        name.startsWith(String(body['AlarmNamePrefix'] ?? '')) &&
        (body['StateValue'] === undefined || body['StateValue'] === value),
    );
    found.sort(([a], [b]) => (a < b ? -1 : 1));
    const { page, next } = pageOf(state, body, found, 'alarms');
    const members = Object.fromEntries(
      types.map((kind) => [
        lists[kind],
        page.flatMap(([name, alarm]) => (alarm.kind === kind ? [shown(name, alarm)] : [])),
      ]),
    );
    return tell(state, 'DescribeAlarms', { ...members, ...next });
  },
  DescribeAlarmHistory: (state, body) => {
    const types = typesOf(body);
    const from = Number(body['StartDate'] ?? 0) * 1000;
    const to = Math.min(
      body['EndDate'] === undefined ? Number.POSITIVE_INFINITY : Number(body['EndDate']) * 1000,
      nowOf(state) - state.historyLagMs,
    );
    const found = state.history.filter(
      ({ name, kind, at, type }) =>
        types.includes(kind) &&
        (body['AlarmName'] === undefined || body['AlarmName'] === name) &&
        (body['HistoryItemType'] === undefined || body['HistoryItemType'] === type) &&
        at >= from &&
        at <= to,
    );
    const told = state.tellsTwice ? found.flatMap((item) => [item, item]) : found;
    // "TimestampDescending" is the default.
    const way = body['ScanBy'] === 'TimestampAscending' ? 1 : -1;
    const ordered = told.toSorted((a, b) => way * (a.at - b.at));
    const { page, next } = pageOf(state, body, ordered, 'history');
    const AlarmHistoryItems = page.map(shownItem);
    return tell(state, 'DescribeAlarmHistory', { AlarmHistoryItems, ...next });
  },
  ListTagsForResource: (state, body) => {
    const alarm = [...state.stored.values()].find(({ arn }) => arn === body['ResourceARN']);
    if (!alarm) throw deny('ResourceNotFoundException', 'no such resource', {}, 404);
    const Tags = [...alarm.tags].map(([Key, Value]) => ({ Key, Value }));
    return tell(state, 'ListTagsForResource', { Tags });
  },
  ListAlarmMuteRules: (state, body) => {
    const statuses = body['Statuses'] as readonly string[] | undefined;
    const found = state.muteRules.filter(({ status }) => statuses?.includes(status) ?? true);
    const { page, next } = pageOf(state, body, found, 'mutes');
    const AlarmMuteRuleSummaries = page.map(({ name, status, updatedAt }) => ({
      AlarmMuteRuleArn: muteArn(name),
      Status: status,
      LastUpdatedTimestamp: updatedAt / 1000,
    }));
    return tell(state, 'ListAlarmMuteRules', { AlarmMuteRuleSummaries, ...next });
  },
  GetAlarmMuteRule: (state, body) => {
    const rule = state.muteRules.find(({ name }) => name === body['AlarmMuteRuleName']);
    if (!rule) throw deny('ResourceNotFoundException', 'no such mute rule', {}, 404);
    return tell(state, 'GetAlarmMuteRule', {
      Name: rule.name,
      AlarmMuteRuleArn: muteArn(rule.name),
      MuteTargets: { AlarmNames: rule.alarms },
      Status: rule.status,
      LastUpdatedTimestamp: rule.updatedAt / 1000,
    });
  },
};

/** "If you specify ParentsOfAlarmName, you cannot specify any other parameters … except MaxRecords and NextToken." */
function parentsOf(state: CloudWatchState, body: Json, child: string) {
  if (Object.keys(body).some((key) => !/^(ParentsOfAlarmName|MaxRecords|NextToken)$/.test(key)))
    throw invalid('ParentsOfAlarmName comes alone');
  const parents = [...state.stored].filter(([, { config }]) =>
    String(config['AlarmRule'] ?? '').includes(`"${child}"`),
  );
  // "Only the Alarm Name, ARN, StateValue, and StateUpdatedTimestamp information are returned."
  const CompositeAlarms = parents.map(([name, { arn, state: StateValue }]) => ({
    ...{ AlarmName: name, AlarmArn: arn, StateValue },
  }));
  return tell(state, 'DescribeAlarms', { CompositeAlarms, MetricAlarms: [] });
}

const muteArn = (name: string) =>
  `arn:aws:cloudwatch:eu-west-1:123456789012:alarm-mute-rule:${name}`;

/** "If you omit this parameter, only metric alarms are returned"; of history likewise. */
function typesOf(body: Json): readonly Kind[] {
  return (body['AlarmTypes'] as readonly Kind[] | undefined) ?? ['MetricAlarm'];
}

export function nowOf({ clockAheadMs }: CloudWatchState): number {
  return vendorNow() + clockAheadMs;
}

/** An answer that tells the service's own time. */
export function tell(state: CloudWatchState, operation: string, body: Json) {
  return answer(operation, body, { date: new Date(nowOf(state)).toUTCString() });
}

function pageOf<T>(state: CloudWatchState, body: Json, all: readonly T[], of: string) {
  const from = offsetOf(body['NextToken'], of);
  if (state.emptyPages > 0) {
    state.emptyPages -= 1;
    return { page: [], next: { NextToken: `${of}/${from}` } };
  }
  const to = from + Math.min(Number(body['MaxRecords'] ?? 100), state.pageSize);
  const next = to < all.length ? { NextToken: `${of}/${to}` } : {};
  return { page: all.slice(from, to), next };
}

function offsetOf(token: unknown, of: string): number {
  if (token === undefined) return 0;
  const [kind, offset] = String(token).split('/');
  // "InvalidNextToken: The next token specified is invalid."
  if (kind !== of) throw deny('InvalidNextToken', 'The next token specified is invalid.');
  return Number(offset);
}

function shown(name: string, alarm: StoredAlarm): Json {
  return {
    ...alarm.config,
    AlarmName: name,
    AlarmArn: alarm.arn,
    ActionsEnabled: alarm.config['ActionsEnabled'] ?? true,
    StateValue: alarm.state,
    StateReason: alarm.reason,
    ...(alarm.reasonData === undefined ? {} : { StateReasonData: alarm.reasonData }),
    StateUpdatedTimestamp: alarm.updatedAt / 1000,
    StateTransitionedTimestamp: alarm.transitionedAt / 1000,
    ...alarm.more,
  };
}

function shownItem({ name, kind, at, type, summary, data }: HistoryItem): Json {
  return {
    AlarmName: name,
    AlarmType: kind,
    Timestamp: at / 1000,
    HistoryItemType: type,
    HistorySummary: summary,
    HistoryData: data,
  };
}

export function alarmOf(state: CloudWatchState, name: unknown): StoredAlarm {
  const alarm = state.stored.get(String(name));
  if (!alarm) throw unknownAlarm(String(name));
  return alarm;
}
