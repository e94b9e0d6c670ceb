import type {
  CompositeAlarm,
  MetricAlarm,
  PutCompositeAlarmInput,
  PutMetricAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import type { Facts } from '../../alarms/apply/ports.js';
import { periodOf } from './read-alarm.js';

type Metric = Omit<MetricAlarm, 'ComparisonOperator'> &
  Pick<PutMetricAlarmInput, 'ComparisonOperator'>;

/**
 * What makes a metric alarm what it is, from the request that puts it as from the alarm that is
 * there: whoever changed one of them in the console is told from whoever did not.
 */
export function metricFacts(alarm: Metric | PutMetricAlarmInput): Facts {
  const period = periodOf(alarm);
  const { EvaluationPeriods: n, DatapointsToAlarm: m = n } = alarm;
  return {
    ...sharedFacts(alarm),
    metric: metricFact(alarm),
    threshold: `${alarm.ComparisonOperator} ${alarm.Threshold ?? alarm.ThresholdMetricId}`,
    window: `${m} of ${n} × ${period} s`,
    'missing data': alarm.TreatMissingData ?? 'missing',
  };
}

export function compositeFacts(alarm: CompositeAlarm | PutCompositeAlarmInput): Facts {
  return {
    ...sharedFacts(alarm),
    rule: alarm.AlarmRule ?? '',
    ...(alarm.ActionsSuppressor ? { 'held back by': alarm.ActionsSuppressor } : {}),
  };
}

function sharedFacts(
  alarm: Metric | CompositeAlarm | PutMetricAlarmInput | PutCompositeAlarmInput,
) {
  const { ActionsEnabled = true, AlarmActions, OKActions, InsufficientDataActions } = alarm;
  return {
    description: alarm.AlarmDescription ?? '',
    actions: ActionsEnabled ? 'on' : 'off',
    'when it fires': listed(AlarmActions),
    'when it is over': listed(OKActions),
    'without data': listed(InsufficientDataActions),
  };
}

function listed(actions: readonly string[] | undefined): string {
  return actions && actions.length > 0 ? actions.join(', ') : 'nothing';
}

interface Plain {
  readonly MetricName?: string | undefined;
  readonly Namespace?: string | undefined;
  readonly Statistic?: string | undefined;
  readonly Dimensions?:
    | { readonly Name: string | undefined; readonly Value: string | undefined }[]
    | undefined;
}

/** `Sum of catops/cats Requests [Route=GET /v1/breeds]`, or the expression with what it is over. */
function metricFact(alarm: Metric | PutMetricAlarmInput): string {
  if (alarm.MetricName !== undefined) return plainText(alarm, alarm.ExtendedStatistic);
  const queries = (alarm.Metrics ?? []).map(({ Id, Expression, MetricStat }) => {
    const what = Expression ?? plainText(MetricStat?.Metric ?? {}, MetricStat?.Stat);
    return { id: Id ?? '', text: `${Id} = ${what}` };
  });
  // CloudWatch keeps the order it was given, and promises nothing about it.
  return queries
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ text }) => text)
    .join('; ');
}

function plainText(metric: Plain, stat: string | undefined): string {
  const dimensions = (metric.Dimensions ?? []).map(({ Name, Value }) => `${Name}=${Value}`).sort();
  const within = dimensions.length > 0 ? ` [${dimensions.join(', ')}]` : '';
  return `${metric.Statistic ?? stat} of ${metric.Namespace} ${metric.MetricName}${within}`;
}
