import type { AlarmHistoryItem } from '@aws-sdk/client-cloudwatch';
import type { PageSeen, PageWitness } from '../../alarms/test-alarm.js';
import type { AwsAccess } from '../../platform/aws.js';
import { printable } from '../../platform/terminal-text.js';
import { type CloudWatchCall, createCloudWatchCall } from './client.js';
import { vendorTypes } from './read-change.js';

/**
 * Sees what alarms called, in CloudWatch's own history of their actions. Whether the topic woke
 * somebody is told by whoever is behind it.
 */
export function createCloudWatchWitness(
  access: AwsAccess,
  call: CloudWatchCall = createCloudWatchCall(access),
): PageWitness {
  return {
    proves: 'action',
    pages: async (alarm, from, signal) => {
      const names = [alarm, ...(await parentsOf(call, alarm, signal))];
      const seen: PageSeen[] = [];
      for (const name of names) seen.push(...(await actionsOf(call, name, from, signal)));
      return seen;
    },
  };
}

/** Composites that name it: what pages through them has no action of its own. */
async function parentsOf(call: CloudWatchCall, alarm: string, signal: AbortSignal) {
  const { CompositeAlarms = [] } = await call(signal, (client, sdk, abortSignal) => {
    // It "cannot be used with any other parameters" but those of paging.
    const command = new sdk.DescribeAlarmsCommand({ ParentsOfAlarmName: alarm });
    return client.send(command, { abortSignal });
  });
  return CompositeAlarms.flatMap(({ AlarmName }) => AlarmName ?? []);
}

async function actionsOf(call: CloudWatchCall, name: string, from: string, signal: AbortSignal) {
  const { AlarmHistoryItems = [] } = await call(signal, (client, sdk, abortSignal) => {
    const command = new sdk.DescribeAlarmHistoryCommand({
      AlarmName: name,
      AlarmTypes: Object.values(vendorTypes),
      HistoryItemType: 'Action',
      StartDate: new Date(from),
      ScanBy: 'TimestampAscending',
      MaxRecords: 100,
    });
    return client.send(command, { abortSignal });
  });
  return AlarmHistoryItems.flatMap((item) => seenIn(item, name));
}

function seenIn({ Timestamp, HistorySummary = '' }: AlarmHistoryItem, name: string): PageSeen[] {
  if (Timestamp === undefined) return [];
  // "Successfully executed action arn:…", "Failed to execute action arn:…".
  const ok = /^Successfully executed action/.test(HistorySummary);
  const says = `${name}: ${printable(HistorySummary)}`;
  return [{ at: Timestamp.toISOString(), ok, alarm: name, by: 'action', says }];
}
