import type {
  ComparisonOperator,
  CompositeAlarm,
  DescribeAlarmsOutput,
  LogAlarm,
  MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import type { Alarm, AlarmState, AlarmType } from '../../alarms/alarm.js';
import { readDescription } from '../../alarms/description.js';
import { oneLine, readReasonData, reasonText } from './reason.js';

/** Names of alarms whose actions a mute rule holds back now. */
export type Muted = ReadonlySet<string>;

/** One page of DescribeAlarms: three lists, any of which may be empty or missing. */
export function readAlarms(page: DescribeAlarmsOutput, muted: Muted): Alarm[] {
  return [
    ...(page.CompositeAlarms ?? []).map((found) => compositeAlarm(found, muted)),
    ...(page.MetricAlarms ?? []).map((found) => metricAlarm(found, muted)),
    ...(page.LogAlarms ?? []).map((found) => logAlarm(found, muted)),
  ];
}

type Found = MetricAlarm | CompositeAlarm | LogAlarm;

/** What is said the same way of every type. */
function common(found: Found, type: AlarmType, muted: Muted) {
  const { AlarmName: name = '', StateValue, ActionsEnabled = true } = found;
  // The other one also moves when only the evaluation state or the reason changes.
  const since = found.StateTransitionedTimestamp ?? found.StateUpdatedTimestamp ?? new Date(0);
  const { severity, runbook } = readDescription(found.AlarmDescription);
  return {
    name,
    type,
    state: (StateValue ?? 'INSUFFICIENT_DATA') as AlarmState,
    since: since.toISOString(),
    muted: !ActionsEnabled || muted.has(name),
    severity,
    runbook,
    arn: found.AlarmArn ?? null,
  };
}

function metricAlarm(found: MetricAlarm, muted: Muted): Alarm {
  const shared = common(found, 'metric', muted);
  const { value, threshold: judged } = readReasonData(found.StateReasonData);
  // A band (ThresholdMetricId) moves: what it was is in the data of the reason, if anywhere.
  const threshold = found.Threshold ?? (found.ThresholdMetricId ? judged : null);
  const reason = reasonText({
    state: shared.state,
    operator: found.ComparisonOperator,
    threshold,
    window: windowOf(found),
    value,
    said: found.StateReason ?? '',
    evaluation: found.EvaluationState,
  });
  const comparison = comparisonOf(found.ComparisonOperator);
  return { ...shared, reason, value, threshold, comparison, metric: metricText(found) };
}

function compositeAlarm(found: CompositeAlarm, muted: Muted): Alarm {
  const shared = common(found, 'composite', muted);
  const suppressed = found.ActionsSuppressedBy !== undefined;
  const why = suppressed ? ` (actions held back: ${found.ActionsSuppressedReason ?? ''})` : '';
  return {
    ...shared,
    muted: shared.muted || suppressed,
    reason: oneLine(`${found.StateReason ?? ''}${why}`),
    ...{ value: null, threshold: null, comparison: null },
    metric: found.AlarmRule ?? null,
  };
}

function logAlarm(found: LogAlarm, muted: Muted): Alarm {
  const shared = common(found, 'log', muted);
  const { value } = readReasonData(found.StateReasonData);
  const threshold = found.Threshold ?? null;
  const { QueryResultsToAlarm: m, QueryResultsToEvaluate: n } = found;
  const reason = reasonText({
    state: shared.state,
    operator: found.ComparisonOperator,
    threshold,
    window: m !== undefined && n !== undefined ? `${m}/${n} queries` : undefined,
    value,
    said: found.StateReason ?? '',
    evaluation: found.EvaluationState,
  });
  const comparison = comparisonOf(found.ComparisonOperator);
  const metric = found.ScheduledQueryConfiguration?.AggregationExpression ?? null;
  return { ...shared, reason, value, threshold, comparison, metric };
}

/** `2/3 × 60s`. The period of an alarm on metric math is that of what it watches. */
function windowOf(found: MetricAlarm): string | undefined {
  const { EvaluationPeriods: n, DatapointsToAlarm: m = n } = found;
  const period = periodOf(found);
  return n === undefined || period === undefined ? undefined : `${m}/${n} × ${period}s`;
}

/** Seconds; undefined for a PromQL alarm, which has none. */
export function periodOf({ Period, Metrics = [] }: MetricAlarm): number | undefined {
  if (Period !== undefined) return Period;
  const periods = Metrics.flatMap((each) => each.MetricStat?.Period ?? each.Period ?? []);
  return periods.length === 0 ? undefined : Math.max(...periods);
}

/** The query whose result is judged; undefined for a PromQL alarm. */
export function judgedQuery({ Metrics = [], ThresholdMetricId }: MetricAlarm) {
  return Metrics.find(({ Id, ReturnData = true }) => ReturnData && Id !== ThresholdMetricId);
}

function metricText(found: MetricAlarm): string | null {
  if (found.MetricName !== undefined) {
    const stat = found.Statistic ?? found.ExtendedStatistic;
    return `${stat ? `${stat} of ` : ''}${found.Namespace} ${found.MetricName}`;
  }
  const { Label, Expression, MetricStat } = judgedQuery(found) ?? {};
  const plain =
    MetricStat &&
    `${MetricStat.Stat} of ${MetricStat.Metric?.Namespace} ${MetricStat.Metric?.MetricName}`;
  return Label ?? plain ?? Expression ?? found.EvaluationCriteria?.PromQLCriteria?.Query ?? null;
}

function comparisonOf(operator: ComparisonOperator | undefined): Alarm['comparison'] {
  if (operator?.startsWith('GreaterThan')) return 'above';
  return operator?.startsWith('LessThan') && !operator.includes('OrGreaterThanUpper')
    ? 'below'
    : null;
}
