import type { ComparisonOperator, EvaluationState } from '@aws-sdk/client-cloudwatch';
import type { AlarmState } from '../../alarms/alarm.js';

/** The part of `StateReasonData` and of a history item's data that a reader needs. */
export interface ReasonData {
  /** The last datapoint that was judged; null when there was none. */
  readonly value: number | null;
  readonly threshold: number | null;
}

const nothing: ReasonData = { value: null, threshold: null };

/**
 * Reads the JSON that CloudWatch keeps beside a reason, as a text or as the object it is inside a
 * history item. Whoever set a state by hand may have written anything there: then it says nothing.
 */
export function readReasonData(data: unknown): ReasonData {
  const found = typeof data === 'string' ? parsed(data) : data;
  if (typeof found !== 'object' || found === null) return nothing;
  const { threshold, recentDatapoints, evaluatedDatapoints } = found as Record<string, unknown>;
  const value = lastEvaluated(evaluatedDatapoints) ?? lastNumber(recentDatapoints);
  return { value, threshold: numberOf(threshold) };
}

/** By its time: the list has been seen in either order. */
function lastEvaluated(points: unknown): number | null {
  if (!Array.isArray(points)) return null;
  const judged = points.flatMap((point: unknown) => {
    const { timestamp, value } = (point ?? {}) as Record<string, unknown>;
    const number = numberOf(value);
    return number === null ? [] : [{ at: Date.parse(String(timestamp)) || 0, number }];
  });
  const last = judged.reduce<(typeof judged)[number] | null>(
    (newest, each) => (newest && newest.at > each.at ? newest : each),
    null,
  );
  return last?.number ?? null;
}

/** `recentDatapoints` are oldest first, with nulls where there was none. */
function lastNumber(points: unknown): number | null {
  if (!Array.isArray(points)) return null;
  return points.map(numberOf).findLast((value) => value !== null) ?? null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const signs: Readonly<Partial<Record<ComparisonOperator, string>>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
};

/** What an alarm's configuration says about when it fires. */
export interface Rule {
  readonly state: AlarmState;
  readonly operator: ComparisonOperator | undefined;
  readonly threshold: number | null;
  /** `2/3 × 60s`; undefined where it is not judged by periods. */
  readonly window: string | undefined;
  /** Null when the alarm was not judged by data: its reason says why it is in this state. */
  readonly value: number | null;
  readonly said: string;
  readonly evaluation: EvaluationState | undefined;
}

/** One line of why an alarm is in its state: `7 > 1 for 2/2 × 60s`. */
export function reasonText(rule: Rule): string {
  return `${lineOf(rule)}${evaluationText(rule.evaluation)}`;
}

function lineOf({ state, operator, threshold, window, value, said }: Rule): string {
  const sign = operator === undefined ? undefined : signs[operator];
  const known = sign !== undefined && threshold !== null && value !== null;
  if (!known || state === 'INSUFFICIENT_DATA') return oneLine(said);
  const limit = `${sign} ${shortNumber(threshold)}${window ? ` for ${window}` : ''}`;
  return state === 'ALARM'
    ? `${shortNumber(value)} ${limit}`
    : `${shortNumber(value)}, not ${limit}`;
}

const evaluations: Readonly<Record<string, string>> = {
  PARTIAL_DATA: 'not all of its data could be read',
  EVALUATION_ERROR: 'its rule is wrong: it is not judged',
  EVALUATION_FAILURE: 'CloudWatch could not judge it',
};

function evaluationText(state: EvaluationState | undefined): string {
  const text = state === undefined ? undefined : evaluations[state];
  return text === undefined ? '' : ` (${text})`;
}

/** Four digits that matter: `0.6667`, `12`, `1500`. */
export function shortNumber(value: number): string {
  return String(Math.abs(value) >= 10_000 ? Math.round(value) : Number(value.toPrecision(4)));
}

/** Whatever somebody wrote, on one line. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
