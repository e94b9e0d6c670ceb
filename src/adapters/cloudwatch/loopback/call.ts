import * as sdk from '@aws-sdk/client-cloudwatch';
import { createAwsJson, type Limit, rangeLimit, textLimit } from '../../../testing/aws-json.js';
import type { Denial, Refusal } from '../../../testing/loopback-vendor.js';

export type { Json } from '../../../testing/aws-json.js';

const name = /^\P{Cc}{1,255}$/u;
const states = /^(OK|ALARM|INSUFFICIENT_DATA)$/;

// "Length Constraints", "Valid Range" and "Valid Values" in the CloudWatch API reference, version
// 2010-08-01, operation by operation.
const limits: Readonly<Record<string, Limit>> = {
  AlarmName: textLimit('AlarmName has 1 to 255 characters and no control characters', name),
  AlarmNamePrefix: textLimit('AlarmNamePrefix has 1 to 255 characters', /^.{1,255}$/s),
  AlarmDescription: textLimit('AlarmDescription has at most 1024 characters', /^.{0,1024}$/s),
  AlarmRule: textLimit('AlarmRule has 1 to 10240 characters', /^.{1,10240}$/s),
  AlarmMuteRuleName: textLimit('AlarmMuteRuleName has 1 to 255 characters', /^.{1,255}$/s),
  ComparisonOperator: textLimit(
    'ComparisonOperator is one of seven',
    new RegExp(`^(${Object.values(sdk.ComparisonOperator).join('|')})$`),
  ),
  DatapointsToAlarm: rangeLimit('DatapointsToAlarm', 1, 86_400),
  EvaluationPeriods: rangeLimit('EvaluationPeriods', 1, 86_400),
  HistoryItemType: textLimit(
    'HistoryItemType is one of five',
    new RegExp(`^(${Object.values(sdk.HistoryItemType).join('|')})$`),
  ),
  MaxRecords: rangeLimit('MaxRecords', 1, 100),
  MetricName: textLimit('MetricName has 1 to 255 characters', /^.{1,255}$/s),
  Namespace: textLimit('Namespace matches [^:].* and has 1 to 255', /^[^:].{0,254}$/s),
  NextToken: textLimit('NextToken is not empty', /^.+$/s),
  ScanBy: textLimit('ScanBy is one of two', /^Timestamp(A|De)scending$/),
  StateReason: textLimit('StateReason has at most 1023 characters', /^.{0,1023}$/s),
  StateValue: textLimit('StateValue is OK, ALARM or INSUFFICIENT_DATA', states),
  TreatMissingData: textLimit(
    'TreatMissingData is breaching, notBreaching, ignore or missing',
    /^(breaching|notBreaching|ignore|missing)$/,
  ),
  AlarmNames: list('AlarmNames has at most 100, each a name', 100, name),
  AlarmActions: actions('AlarmActions'),
  OKActions: actions('OKActions'),
  InsufficientDataActions: actions('InsufficientDataActions'),
};

function list(rule: string, most: number, pattern: RegExp): Limit {
  const fits = (value: unknown) =>
    Array.isArray(value) && value.length <= most && value.every((each) => pattern.test(each));
  return { rule, fits };
}

/** "Array Members: Maximum number of 5 items", each the ARN of a topic, a function, … */
function actions(member: string): Limit {
  return list(
    `${member} has at most 5 ARNs`,
    5,
    /^arn:aws[\w-]*:(sns|lambda|ssm|ssm-incidents|aiops|autoscaling|automate|swf):\S{1,1000}$/,
  );
}

/** CloudWatch's protocol: awsJson1.0, with what is left of the query protocol. */
export const { nameOf, operationOf, readCall, answer, refuse, deny, failure } = createAwsJson({
  name: 'CloudWatch',
  target: 'GraniteServiceVersion20100801',
  version: '1.0',
  scope: 'monitoring',
  queryCompatible: true,
  sdk,
  limits,
});

/** What the service calls a request that contradicts itself or breaks a documented rule. */
export function invalid(rule: string): Refusal {
  return refuse(rule, 'ValidationError');
}

/** "ResourceNotFound: The named resource does not exist." */
export function unknownAlarm(alarm: string): Denial {
  return deny('ResourceNotFound', `Alarm ${alarm} does not exist`, {}, 404);
}
