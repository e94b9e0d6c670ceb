import type { DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import type { AlarmActions, AlarmMaker, MadeAlarm, WantedAlarm } from '../../alarms/apply/ports.js';
import { readDescription } from '../../alarms/description.js';
import type { AwsAccess } from '../../platform/aws.js';
import { CatopsError } from '../../platform/errors.js';
import { type CloudWatchCall, createCloudWatchCall } from './client.js';
import { compositeFacts, metricFacts } from './facts.js';
import { namePrefix, type PutAlarm, putAlarm, tagsOf } from './put-alarm.js';
import { vendorTypes } from './read-change.js';

/** Where alarms are made, for whom, and whom they call. */
export interface CloudWatchMakerAccess extends AwsAccess {
  readonly service: string;
  readonly actions: AlarmActions;
}

const mostRecords = 100;

/** Makes the alarms of a service in one account and region. */
export function createCloudWatchMaker(
  access: CloudWatchMakerAccess,
  call: CloudWatchCall = createCloudWatchCall(access),
): AlarmMaker {
  const { service } = access;
  const inputs = new WeakMap<WantedAlarm, PutAlarm>();
  const arns = new Map<string, string>();
  return {
    place: 'CloudWatch',
    wanted: (instances) =>
      instances.map((instance) => {
        const put = putAlarm(instance, instances, access);
        const facts = put.kind === 'metric' ? metricFacts(put.input) : compositeFacts(put.input);
        const wanted = { name: put.input.AlarmName ?? '', instance, facts };
        inputs.set(wanted, put);
        return wanted;
      }),
    made: async (signal) => {
      const found: MadeAlarm[] = [];
      let next: string | undefined;
      do {
        const page = await describe(call, { service, next }, signal);
        found.push(...readMade(page));
        for (const { AlarmName = '', AlarmArn } of everyAlarm(page))
          if (AlarmArn !== undefined) arns.set(AlarmName, AlarmArn);
        next = page.NextToken;
      } while (next !== undefined);
      return found;
    },
    put: async (wanted, signal) => {
      const put = inputs.get(wanted);
      if (!put) throw new Error(`${wanted.name} was not made here`);
      await call(signal, (client, sdk, abortSignal): Promise<unknown> => {
        if (put.kind === 'metric')
          return client.send(new sdk.PutMetricAlarmCommand(put.input), { abortSignal });
        return client.send(new sdk.PutCompositeAlarmCommand(put.input), { abortSignal });
      });
      const arn = arns.get(wanted.name);
      if (arn === undefined) return;
      // "Any tags you specify in this parameter are ignored" for an alarm that exists.
      await call(signal, (client, sdk, abortSignal) => {
        const input = { ResourceARN: arn, Tags: tagsOf(wanted.instance, service) };
        return client.send(new sdk.TagResourceCommand(input), { abortSignal });
      });
    },
    remove: async (alarms, signal) => {
      const composites = alarms.filter(({ kind }) => kind === 'composite');
      const others = alarms.filter(({ kind }) => kind !== 'composite').map(({ name }) => name);
      // A call may hold a hundred alarms, and no more than one composite among them.
      for (const { name } of composites) await removeNamed(call, [name], signal);
      for (let at = 0; at < others.length; at += 100)
        await removeNamed(call, others.slice(at, at + 100), signal);
    },
  };
}

function describe(
  call: CloudWatchCall,
  { service, next }: { readonly service: string; readonly next: string | undefined },
  signal: AbortSignal,
): Promise<DescribeAlarmsOutput> {
  return call(signal, (client, sdk, abortSignal) => {
    const command = new sdk.DescribeAlarmsCommand({
      AlarmTypes: Object.values(vendorTypes),
      AlarmNamePrefix: namePrefix(service),
      MaxRecords: mostRecords,
      ...(next === undefined ? {} : { NextToken: next }),
    });
    return client.send(command, { abortSignal });
  });
}

function everyAlarm({
  MetricAlarms = [],
  CompositeAlarms = [],
  LogAlarms = [],
}: DescribeAlarmsOutput) {
  return [...MetricAlarms, ...CompositeAlarms, ...LogAlarms];
}

function readMade({ MetricAlarms, CompositeAlarms, LogAlarms }: DescribeAlarmsOutput): MadeAlarm[] {
  const madeBy = (description: string | undefined) => readDescription(description).madeFor;
  return [
    ...(MetricAlarms ?? []).map(
      (found): MadeAlarm => ({
        ...{ name: found.AlarmName ?? '', kind: 'metric' },
        madeFor: madeBy(found.AlarmDescription),
        facts: metricFacts(found),
      }),
    ),
    ...(CompositeAlarms ?? []).map(
      (found): MadeAlarm => ({
        ...{ name: found.AlarmName ?? '', kind: 'composite' },
        madeFor: madeBy(found.AlarmDescription),
        facts: compositeFacts(found),
      }),
    ),
    // catops makes none of these.
    ...(LogAlarms ?? []).map(
      (found): MadeAlarm => ({
        ...{ name: found.AlarmName ?? '', kind: 'log', madeFor: null, facts: {} },
      }),
    ),
  ];
}

/** Names that are gone already do not stop the others: CloudWatch deletes those, and then says so. */
async function removeNamed(call: CloudWatchCall, names: string[], signal: AbortSignal) {
  try {
    await call(signal, (client, sdk, abortSignal) =>
      client.send(new sdk.DeleteAlarmsCommand({ AlarmNames: names }), { abortSignal }),
    );
  } catch (error) {
    if (!(error instanceof CatopsError && error.code === 'alarm-unknown')) throw error;
  }
}
