import { deny, invalid, type Json } from './call.js';
import type { CloudWatchState } from './state.js';

const single = [
  'MetricName',
  'Namespace',
  'Statistic',
  'ExtendedStatistic',
  'Dimensions',
  'Period',
];

/** What PutMetricAlarm says of its parameters, each sentence of the API reference one check. */
export function checkMetric(body: Json): void {
  const metrics = body['Metrics'] as readonly Json[] | undefined;
  if (body['EvaluationPeriods'] === undefined || body['ComparisonOperator'] === undefined)
    throw invalid('EvaluationPeriods and ComparisonOperator are given');
  // "This parameter is required for alarms based on static thresholds"
  if ((body['Threshold'] === undefined) === (body['ThresholdMetricId'] === undefined))
    throw invalid('either Threshold or ThresholdMetricId is given');
  if (Number(body['DatapointsToAlarm'] ?? 1) > Number(body['EvaluationPeriods']))
    throw invalid('DatapointsToAlarm is at most EvaluationPeriods');
  if (metrics) checkMetrics(body, metrics);
  else {
    for (const member of ['MetricName', 'Namespace', 'Period'])
      if (body[member] === undefined) throw invalid(`${member} is given`);
    if ((body['Statistic'] === undefined) === (body['ExtendedStatistic'] === undefined))
      throw invalid('one of Statistic and ExtendedStatistic is given');
    checkDimensions(body['Dimensions']);
    checkPeriod(body, Number(body['Period']));
  }
}

function checkMetrics(body: Json, metrics: readonly Json[]): void {
  // "If you use the Metrics parameter, you cannot include the Namespace, MetricName, Dimensions,
  // Period, Unit, Statistic, or ExtendedStatistic parameters"
  for (const member of [...single, 'Unit'])
    if (body[member] !== undefined) throw invalid(`${member} and Metrics exclude each other`);
  // "Up to 20 metrics and expressions"; "only one of them has ReturnData true".
  if (metrics.length > 20) throw invalid('Metrics has at most 20 elements');
  const returned = metrics.filter(({ ReturnData }) => ReturnData !== false);
  if (returned.length !== (body['ThresholdMetricId'] === undefined ? 1 : 2))
    throw invalid('one element of Metrics returns data');
  const ids = metrics.map(({ Id }) => String(Id));
  for (const query of metrics) checkQuery(body, query, ids);
}

function checkQuery(body: Json, query: Json, ids: readonly string[]): void {
  if (!/^[a-z][a-zA-Z0-9_]{0,254}$/.test(String(query['Id']))) throw invalid('Id of a query');
  // "you must specify either Expression or MetricStat but not both"
  if ((query['Expression'] === undefined) === (query['MetricStat'] === undefined))
    throw invalid('a query has one of Expression and MetricStat');
  if (query['Expression'] !== undefined) checkExpression(String(query['Expression']), ids);
  const stat = query['MetricStat'] as Json | undefined;
  if (stat) {
    checkPeriod(body, Number(stat['Period']));
    checkDimensions((stat['Metric'] as Json)['Dimensions']);
  }
}

// "Metric math syntax and functions": the part of it that alarms of ours use.
const functions = new Set(['IF', 'FILL', 'MAX', 'MIN', 'SUM', 'AVG', 'ANOMALY_DETECTION_BAND']);

function checkExpression(expression: string, ids: readonly string[]): void {
  if (expression.length > 2048) throw invalid('Expression has at most 2048 characters');
  for (const [word] of expression.matchAll(/[A-Za-z_]\w*/g))
    if (!ids.includes(word) && !functions.has(word))
      throw invalid(`an expression names ids and functions, and ${word} is neither`);
  if (!isBalanced(expression)) throw invalid('parentheses of an expression are balanced');
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** "Valid values are 10, 20, 30, and any multiple of 60"; at most a day of periods below an hour. */
function checkPeriod(body: Json, period: number): void {
  if (![10, 20, 30].includes(period) && !(period > 0 && period % 60 === 0))
    throw invalid('Period is 10, 20, 30 or a multiple of 60');
  const most = period < 3600 ? 86_400 : 604_800;
  if (period * Number(body['EvaluationPeriods']) > most)
    throw invalid(`Period times EvaluationPeriods is at most ${most}`);
}

/** "Dimension: Name 1 to 255, Value 1 to 1024 ASCII characters, at most 30". */
function checkDimensions(dimensions: unknown): void {
  const given = (dimensions ?? []) as readonly { readonly Name: string; readonly Value: string }[];
  const fits = given.every(
    ({ Name, Value }) =>
      /^[^:][\x20-\x7e]{0,254}$/.test(Name) && /^[\x20-\x7e]{1,1024}$/.test(Value),
  );
  if (given.length > 30 || !fits) throw invalid('dimensions are at most 30, of ASCII characters');
}

/** "The AlarmRule can specify as many as 100 children alarms"; each of them exists. */
export function checkComposite({ stored }: CloudWatchState, body: Json): void {
  const rule = String(body['AlarmRule']);
  const children = [...rule.matchAll(/\b(?:ALARM|OK|INSUFFICIENT_DATA)\("([^"]*)"\)/g)];
  const rest = rule.replaceAll(/\b(?:ALARM|OK|INSUFFICIENT_DATA)\("[^"]*"\)/g, 'TRUE');
  if (
    !/^\(*(NOT )*\(*(TRUE|FALSE)\)*( (AND|OR) \(*(NOT )*\(*(TRUE|FALSE)\)*)*$/.test(rest) ||
    !isBalanced(rest)
  )
    throw invalid('AlarmRule is made of ALARM("…"), OK("…"), AND, OR, NOT and parentheses');
  if (children.length > 100) throw invalid('AlarmRule has at most 100 children');
  const [missing] = children.flatMap(([, name = '']) => (stored.has(name) ? [] : [name]));
  if (missing !== undefined)
    throw deny('ValidationError', `The alarm ${missing} in the alarm rule does not exist`);
}
