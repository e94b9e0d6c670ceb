import type { AlarmHistoryItem } from '@aws-sdk/client-cloudwatch';
import type { AlarmState, AlarmType, StateChange } from '../../alarms/alarm.js';
import { oneLine, readReasonData } from './reason.js';

/** CloudWatch's names of the types. */
export const vendorTypes = {
  metric: 'MetricAlarm',
  composite: 'CompositeAlarm',
  log: 'LogAlarm',
} as const satisfies Record<AlarmType, string>;

const states: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** A history item as a change of state; none when it is something else, or cannot be read. */
export function readChange(item: AlarmHistoryItem, type: AlarmType): StateChange[] {
  const { AlarmName: name, Timestamp: at } = item;
  const { oldState, newState } = dataOf(item.HistoryData);
  const said = /from (\w+) to (\w+)/.exec(item.HistorySummary ?? '') ?? [];
  const from = stateOf(oldState?.['stateValue'] ?? said[1]);
  const to = stateOf(newState?.['stateValue'] ?? said[2]);
  if (name === undefined || at === undefined || to === undefined) return [];
  const { value, threshold } = readReasonData(newState?.['stateReasonData']);
  const reason = String(newState?.['stateReason'] ?? item.HistorySummary ?? '');
  return [
    {
      ...{ name, type, at: at.toISOString() },
      // A new alarm comes out of nothing: CloudWatch calls that insufficient data.
      ...{ from: from ?? 'INSUFFICIENT_DATA', to },
      reason: oneLine(reason),
      ...{ value, threshold },
    },
  ];
}

type State = Readonly<Record<string, unknown>> | undefined;

/** "HistoryData: Data about the alarm, in JSON format", cut at 4,095 characters. */
function dataOf(text: string | undefined): {
  readonly oldState?: State;
  readonly newState?: State;
} {
  try {
    return (JSON.parse(text ?? '{}') ?? {}) as { oldState?: State; newState?: State };
  } catch {
    return {};
  }
}

function stateOf(value: unknown): AlarmState | undefined {
  return states.find((state) => state === value);
}
