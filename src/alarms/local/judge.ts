import type { MetricSample } from '../../contracts/metric-sample.js';
import type { AlarmState } from '../alarm.js';
import type { MetricInstance } from '../instances.js';
import { evaluate, evaluationRange, type Point } from './evaluate.js';
import { datapointOf } from './measure.js';

/** What the newest periods say about one alarm. */
export interface Judgement {
  readonly state: AlarmState;
  /** The newest datapoint; null when there is none. */
  readonly value: number | null;
  /** One line, as an alarm tells it. */
  readonly reason: string;
  /** When the oldest datapoint beyond the threshold began, milliseconds; null when none is. */
  readonly since: number | null;
}

interface Period {
  readonly from: number;
  readonly point: Point;
  readonly value: number | null;
}

/** Begin and end of the periods a decision at `end` looks at, oldest first. Milliseconds. */
export function periodsBefore(
  { definition }: Pick<MetricInstance, 'definition'>,
  end: number,
): readonly { readonly from: number; readonly to: number }[] {
  const length = definition.periodSeconds * 1000;
  const count = evaluationRange(definition);
  return Array.from({ length: count }, (_, index) => {
    const to = end - (count - 1 - index) * length;
    return { from: to - length, to };
  });
}

/** Judges a metric alarm at the end of a period, milliseconds, by what was sampled until then. */
export function judge(
  instance: MetricInstance,
  samples: readonly MetricSample[],
  end: number,
  current: AlarmState,
): Judgement {
  const { definition } = instance;
  const periods = periodsBefore(instance, end).map(({ from, to }): Period => {
    const within = samples.filter(({ at }) => Date.parse(at) > from && Date.parse(at) <= to);
    const value = datapointOf(instance, within);
    return { from, value, point: pointOf(instance, value, within.length > 0) };
  });
  const state = evaluate(
    definition,
    periods.map(({ point }) => point),
    current,
  );
  const newest = periods.slice(-definition.evaluationPeriods);
  const value = newest.findLast((period) => period.value !== null)?.value ?? null;
  return {
    state,
    value,
    reason: reasonOf(instance, value, newest),
    since: periods.find(({ point }) => point === 'breaching')?.from ?? null,
  };
}

function pointOf(
  { definition: { comparison }, threshold }: MetricInstance,
  value: number | null,
  isWatched: boolean,
): Point {
  if (!isWatched) return 'unwatched';
  if (value === null) return 'missing';
  const isBeyond = comparison === 'above' ? value > threshold : value < threshold;
  return isBeyond ? 'breaching' : 'fine';
}

/** `7.1 > 2 for 2/3 × 60s`; without a datapoint `no data for 3 × 60s`. */
function reasonOf(
  { definition, threshold }: MetricInstance,
  value: number | null,
  newest: readonly Period[],
): string {
  const { comparison, evaluationPeriods, periodSeconds } = definition;
  const length = `${evaluationPeriods} × ${periodSeconds}s`;
  if (value === null) return `no data for ${length}`;
  const sign = { above: ['>', '≤'], below: ['<', '≥'] }[comparison];
  const beyond = newest.filter(({ point }) => point === 'breaching').length;
  const said = comparison === 'above' ? value > threshold : value < threshold;
  return `${short(value)} ${sign[said ? 0 : 1]} ${short(threshold)} for ${beyond}/${length}`;
}

/** As many digits as tell it from its neighbours: 0.0714, 7.14, 714. */
function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
