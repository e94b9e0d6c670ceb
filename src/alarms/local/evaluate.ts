import type { MetricAlarm } from '../../contracts/alarm-definition.js';
import type { AlarmState } from '../alarm.js';

/**
 * What one period says: a value beyond the threshold, one within it, none where there should be one,
 * or nothing because nobody was there to look: an evaluator that was off knows nothing of that time.
 */
export type Point = 'breaching' | 'fine' | 'missing' | 'unwatched';

type Rule = Pick<MetricAlarm, 'evaluationPeriods' | 'datapointsToAlarm' | 'missingData'>;

/**
 * So many periods beyond the N are looked at where some are missing. CloudWatch does not say how many
 * it takes; its example takes 5 for an N of 3.
 */
const spare = 2;

/** How many periods back a decision may look: CloudWatch's evaluation range. */
export function evaluationRange({ evaluationPeriods }: Pick<Rule, 'evaluationPeriods'>): number {
  return evaluationPeriods + spare;
}

/**
 * The state that follows from the newest periods, oldest first, as CloudWatch decides it ("Configuring
 * how CloudWatch alarms treat missing data"; its sentences stand beside each case). Pure.
 */
export function evaluate(rule: Rule, points: readonly Point[], current: AlarmState): AlarmState {
  const { evaluationPeriods: n, datapointsToAlarm: m } = rule;
  const range = points.slice(-evaluationRange(rule)).filter((point) => point !== 'unwatched');
  const real = range.filter((point) => point !== 'missing');
  if (range.length === 0) return current;
  // "… if the total number of existing data points … is equal to or more than the alarm's Evaluation
  // Periods, CloudWatch evaluates … based on the most recent real data points": the treatment of
  // missing data is not needed.
  if (real.length >= n) return verdict(breachingIn(real.slice(-n)) >= m);
  const missing = Math.min(n - real.length, range.length - real.length);
  switch (rule.missingData) {
    // "CloudWatch fills in the missing data points with the result you specified … and then evaluates
    // the alarm. However, all real data points in the evaluation range are included."
    case 'breaching':
      return verdict(breachingIn(real) + missing >= m);
    case 'notBreaching':
      return verdict(breachingIn(real) >= m);
    // "The current alarm state is maintained", but for what real data says by itself.
    case 'ignore':
      return byRealData(real, m) ?? current;
    // "If all data points in the alarm evaluation range are missing, the alarm transitions to
    // INSUFFICIENT_DATA."
    case 'missing':
      if (real.length === 0) return 'INSUFFICIENT_DATA';
      return verdict(byRealData(real, m) === 'ALARM' || isOverdue(range, real, m));
  }
}

/** What real data decides although some is missing; null when more could turn it either way. */
function byRealData(real: readonly Point[], m: number): AlarmState | null {
  if (breachingIn(real) >= m) return 'ALARM';
  return real.some((point) => point === 'fine') ? 'OK' : null;
}

/**
 * "… alarms are designed to always go into ALARM state when the oldest available breaching datapoint
 * … is at least as old as the value of Datapoints to Alarm, and all other more recent data points are
 * breaching or missing": waiting for more would be waiting for ever. Its tables show that nothing
 * older may be real either.
 */
function isOverdue(range: readonly Point[], real: readonly Point[], m: number): boolean {
  const oldest = range.findIndex((point) => point !== 'missing');
  return breachingIn(real) === real.length && range.length - oldest >= m;
}

function breachingIn(points: readonly Point[]): number {
  return points.filter((point) => point === 'breaching').length;
}

function verdict(isAlarm: boolean): AlarmState {
  return isAlarm ? 'ALARM' : 'OK';
}
