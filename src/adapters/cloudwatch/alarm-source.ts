import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { AlarmSource } from '../../alarms/ports.js';
import type { AwsAccess } from '../../platform/aws.js';
import { CatopsError } from '../../platform/errors.js';
import type { Clock } from '../../platform/host.js';
import { type CloudWatchCall, clockOf, createCloudWatchCall } from './client.js';
import { createMutes } from './mutes.js';
import { readAlarms } from './read-alarm.js';
import { readChange, vendorTypes } from './read-change.js';
import { readSeries } from './series.js';

/** Where the alarms are, and what time it is here. */
export interface CloudWatchAccess extends AwsAccess {
  readonly clock: Clock;
}

const mostRecords = 100;

/** The alarms of one account and region. */
export function createCloudWatchAlarms(
  access: CloudWatchAccess,
  call: CloudWatchCall = createCloudWatchCall(access),
): AlarmSource {
  const { clock } = access;
  const mutes = createMutes(call, clock);
  return {
    name: 'CloudWatch',
    isWatched: async () => true,
    alarms: async ({ prefix, page }, signal) => {
      const muted = await mutes.active(signal);
      const found = await call(signal, (client, sdk, abortSignal) => {
        const command = new sdk.DescribeAlarmsCommand({
          // Without it only metric alarms come back.
          AlarmTypes: Object.values(vendorTypes),
          MaxRecords: mostRecords,
          ...(prefix ? { AlarmNamePrefix: prefix } : {}),
          ...(page === null ? {} : { NextToken: page }),
        });
        return client.send(command, { abortSignal });
      });
      return {
        alarms: readAlarms(found, muted),
        next: found.NextToken ?? null,
        serverNow: clockOf(found, clock.now()),
      };
    },
    history: async ({ type, name, from, to, page }, signal) => {
      const found = await call(signal, (client, sdk, abortSignal) => {
        const command = new sdk.DescribeAlarmHistoryCommand({
          AlarmTypes: [vendorTypes[type]],
          HistoryItemType: 'StateUpdate',
          StartDate: new Date(from),
          ScanBy: 'TimestampAscending',
          MaxRecords: mostRecords,
          ...(name === undefined ? {} : { AlarmName: name }),
          ...(to === undefined ? {} : { EndDate: new Date(to) }),
          ...(page === null ? {} : { NextToken: page }),
        });
        return client.send(command, { abortSignal });
      });
      return {
        changes: (found.AlarmHistoryItems ?? []).flatMap((item) => readChange(item, type)),
        next: found.NextToken ?? null,
        serverNow: clockOf(found, clock.now()),
      };
    },
    setState: async (name, state, reason, signal) => {
      await call(signal, (client, sdk, abortSignal) => {
        const input = { AlarmName: name, StateValue: state, StateReason: reason.slice(0, 1023) };
        return client.send(new sdk.SetAlarmStateCommand(input), { abortSignal });
      });
    },
    series: async (name, window, signal) => {
      const alarm = await metricAlarm(call, name, signal);
      return alarm === null ? [] : readSeries(call, alarm, window, signal);
    },
  };
}

/** Null for an alarm that watches no metric. */
async function metricAlarm(
  call: CloudWatchCall,
  name: string,
  signal: AbortSignal,
): Promise<MetricAlarm | null> {
  const found = await call(signal, (client, sdk, abortSignal) => {
    const input = { AlarmNames: [name], AlarmTypes: Object.values(vendorTypes) };
    return client.send(new sdk.DescribeAlarmsCommand(input), { abortSignal });
  });
  const { MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] } = found;
  if (MetricAlarms.length + CompositeAlarms.length + LogAlarms.length > 0)
    return MetricAlarms[0] ?? null;
  const message = `CloudWatch has no alarm named ${name}.`;
  throw new CatopsError('alarm-unknown', message, { hint: 'catops alarms list' });
}
