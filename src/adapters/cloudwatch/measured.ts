import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { MetricInstance } from '../../alarms/instances.js';
import type { Measure } from '../../contracts/alarm-definition.js';
import {
  type CloudMetricName,
  cloudDimensions,
  cloudMetrics,
  cloudNamespace,
} from '../../contracts/cloud-metrics.js';

/** A measure as a metric, or as one metric over another. */
type Measured = CloudMetricName | readonly [part: CloudMetricName, whole: CloudMetricName];

const measured: Readonly<Record<Measure, Measured>> = {
  'error-share': ['ServerErrors', 'Requests'],
  'latency-p99': 'LatencyP99',
  'cache-hit-share': ['CacheHits', 'CacheAsks'],
  'db-queries-per-request': ['DbQueries', 'Requests'],
  'replica-lag': 'ReplicaLag',
  'queue-age': 'QueueAge',
  'job-failures': 'JobFailures',
  'event-loop-delay': 'EventLoopDelay',
  'sign-up-failures': 'SignUpFailures',
  'process-restarts': 'ProcessRestarts',
  overload: ['Overloaded', 'Requests'],
  'dependency-ill': 'DependencyIll',
  'access-log-dropped': 'AccessLogDropped',
  reachable: 'Reachable',
};

/** How an alarm of CloudWatch watches: one metric, or an expression over several. */
export type Watching =
  | {
      readonly MetricName: CloudMetricName;
      readonly Namespace: string;
      readonly Statistic: 'Sum' | 'Maximum';
      readonly Dimensions: { readonly Name: string; readonly Value: string }[];
      readonly Period: number;
    }
  | { readonly Metrics: MetricDataQuery[] };

/**
 * What an alarm looks at. A share of too few requests is no datapoint: `IF` without its third part
 * gives none ("Metric math syntax and functions"), and what that means the alarm's treatment of
 * missing data says.
 */
export function watchingOf(
  { definition, route }: MetricInstance,
  service: string,
  period: number,
): Watching {
  const what = measured[definition.measure];
  const { of, minimumRequests } = definition;
  const Dimensions =
    route !== null
      ? [{ Name: cloudDimensions.route, Value: route }]
      : typeof of === 'object'
        ? [{ Name: cloudDimensions.dependency, Value: of.dependency }]
        : [];
  const Namespace = cloudNamespace(service);
  if (typeof what === 'string' && minimumRequests === undefined) {
    const { statistic } = cloudMetrics[what];
    return { MetricName: what, Namespace, Statistic: statistic, Dimensions, Period: period };
  }
  const queryOf = (Id: string, MetricName: CloudMetricName): MetricDataQuery => ({
    Id,
    MetricStat: {
      Metric: { Namespace, MetricName, Dimensions },
      Period: period,
      Stat: cloudMetrics[MetricName].statistic,
    },
    ReturnData: false,
  });
  const [part, whole] = typeof what === 'string' ? [what, null] : what;
  const others = whole === null || whole === 'Requests' ? [] : [queryOf('whole', whole)];
  const share = whole === null ? 'part' : `part / ${whole === 'Requests' ? 'requests' : 'whole'}`;
  const Expression = `IF(requests >= ${minimumRequests ?? 1}, ${share})`;
  return {
    Metrics: [
      { Id: 'value', Expression, Label: definition.measure, ReturnData: true },
      queryOf('requests', 'Requests'),
      queryOf('part', part),
      ...others,
    ],
  };
}
