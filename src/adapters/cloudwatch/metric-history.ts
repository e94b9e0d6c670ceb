import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { MetricHistory } from '../../alarms/early/ports.js';
import type { MetricInstance } from '../../alarms/instances.js';
import type { AwsAccess } from '../../platform/aws.js';
import { type CloudWatchCall, createCloudWatchCall } from './client.js';
import { watchingOf } from './measured.js';
import { readValues } from './series.js';

/** Whose metrics. */
export interface CloudWatchHistoryAccess extends AwsAccess {
  readonly service: string;
}

/** "A single GetMetricData call can include up to 500 MetricDataQuery structures." */
const mostQueries = 500;
/** Of one alarm: a share of a part in a whole, and how many were asked at all. */
const mostOfOne = 4;
const atOnce = Math.floor(mostQueries / mostOfOne);

/** What the servers of a service publish, as its alarms look at it; the alarms need not be there. */
export function createCloudWatchHistory(
  access: CloudWatchHistoryAccess,
  call: CloudWatchCall = createCloudWatchCall(access),
): MetricHistory {
  return {
    name: 'CloudWatch',
    read: async (instances, window, signal) => {
      const values = new Map<string, ReadonlyMap<number, number>>();
      for (let from = 0; from < instances.length; from += atOnce) {
        const queries = instances
          .slice(from, from + atOnce)
          .flatMap((instance, index) => queriesOf(instance, access.service, from + index));
        for (const [id, found] of await readValues(call, queries, window, signal))
          values.set(id, found);
      }
      return instances.map(({ definition }, index) =>
        [...(values.get(`value${index}`) ?? [])]
          .map(([at, value]) => ({ at: at + definition.periodSeconds * 1000, value }))
          .sort((a, b) => a.at - b.at),
      );
    },
  };
}

/** The queries of one alarm, of which `value…` is its own; ids are used once in a call. */
function queriesOf(instance: MetricInstance, service: string, index: number): MetricDataQuery[] {
  const watching = watchingOf(instance, service, instance.definition.periodSeconds);
  if ('Metrics' in watching)
    return watching.Metrics.map(({ Id, Expression, ...query }) => ({
      ...query,
      Id: `${Id}${index}`,
      ...(Expression && {
        Expression: Expression.replace(/\b(requests|part|whole)\b/g, `$&${index}`),
      }),
    }));
  const { MetricName, Namespace, Dimensions, Statistic, Period } = watching;
  const Metric = { MetricName, Namespace, Dimensions };
  return [{ Id: `value${index}`, MetricStat: { Metric, Stat: Statistic, Period } }];
}
