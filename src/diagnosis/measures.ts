import { type ChangePoint, changePoints, type Point } from './change-points.js';
import { addUp, logMiddle, percentileMs, rateOf, type Sums, share } from './sums.js';
import type { RouteSlot, Slot } from './telemetry.js';

/** What is looked at of each route, and of all together. */
export type MeasureName =
  | 'requests'
  | 'errors'
  | 'latency'
  | 'typicalLatency'
  | 'limited'
  | 'refused'
  | 'cacheHitShare'
  | 'dbQueriesPerRequest';

interface Measure {
  readonly name: MeasureName;
  /** The value of one slot, made so that its variance hardly depends on it, over `weight`. */
  point(slot: RouteSlot): Point;
  /** A share of one slot, over its requests: unlike `point` no more than it is where they are few. */
  share?(slot: RouteSlot): Point;
  /** Least factor of the variance. */
  readonly dispersion: number;
  /** The value over some slots as people read it: a second, a share, ms, queries a request. */
  value(sums: Sums): number | null;
  /** Whether people on call would call it a change, given that it is no chance. */
  matters(before: number, after: number): boolean;
}

/** Cache outcomes and queries come in clumps: that many count as one. */
const clump = 4;

/** What counts as a change worth telling, beside being no chance. */
export const matterLimits = {
  requestsRatio: 1.5,
  /** Shares, 0 to 1. */
  errors: 0.01,
  limited: 0.02,
  refused: 0.05,
  hits: 0.1,
  latencyRatio: 3,
  /** Nobody is woken for less, milliseconds of the 95th percentile. */
  latencyMs: 50,
  queriesRatio: 1.5,
  queries: 0.1,
} as const;

/** The measures, in the order in which a table shows them. */
export const measures: readonly Measure[] = [
  {
    name: 'requests',
    // Anscombe's root of a Poisson count: variance 1.
    point: ({ requests }) => ({ value: 2 * Math.sqrt(requests + 3 / 8), weight: 1 }),
    dispersion: 1,
    value: rateOf,
    matters: (before, after) => ratio(before, after) >= matterLimits.requestsRatio,
  },
  shareMeasure('errors', (slot) => [slot.errors, slot.requests], matterLimits.errors),
  latencyMeasure('latency', 0.95),
  // What was fast for most, by a cache, can become slow for all while the slowest are as slow as ever.
  latencyMeasure('typicalLatency', 0.5),
  shareMeasure('limited', (slot) => [slot.limited, slot.requests], matterLimits.limited),
  shareMeasure('refused', (slot) => [slot.refused, slot.requests], matterLimits.refused),
  shareMeasure('cacheHitShare', (slot) => [slot.hits, slot.looked], matterLimits.hits, clump),
  {
    name: 'dbQueriesPerRequest',
    point: ({ dbQueries, requests }) =>
      requests === 0
        ? unknown
        : {
            value: 2 * Math.sqrt((dbQueries + 3 / 8) / requests),
            weight: requests,
          },
    dispersion: clump,
    value: ({ dbQueries, requests }) => share(dbQueries, requests),
    matters: (before, after) =>
      Math.abs(after - before) >= matterLimits.queries &&
      ratio(before, after) >= matterLimits.queriesRatio,
  },
];

const unknown: Point = { value: 0, weight: 0 };

function latencyMeasure(name: MeasureName, quantile: number): Measure {
  return {
    name,
    // Mean of the logarithms: one slow request among many moves it little, a tenth of them much.
    point: ({ buckets }) => {
      const count = buckets.reduce((sum, each) => sum + each, 0);
      if (count === 0) return unknown;
      const sum = buckets.reduce((total, each, index) => total + each * logMiddle(index), 0);
      return { value: sum / count, weight: count };
    },
    dispersion: 0.5,
    value: (sums) => percentileMs(sums, quantile),
    matters: (before, after) =>
      Math.max(before, after) >= matterLimits.latencyMs &&
      ratio(before, after) >= matterLimits.latencyRatio,
  };
}

function shareMeasure(
  name: MeasureName,
  parts: (slot: RouteSlot) => readonly [part: number, whole: number],
  least: number,
  dispersion = 1,
): Measure {
  return {
    name,
    dispersion,
    // Anscombe's arcsine of a share: variance 1 ÷ 4n.
    point: (slot) => {
      const [part, whole] = parts(slot);
      if (whole === 0) return unknown;
      const angle = Math.asin(Math.sqrt((part + 3 / 8) / (whole + 3 / 4)));
      return { value: angle, weight: 4 * (whole + 1 / 2) };
    },
    share: (slot) => {
      const [part, whole] = parts(slot);
      return { value: share(part, whole) ?? 0, weight: whole };
    },
    value: (sums) => share(...parts(sums)),
    matters: (before, after) => Math.abs(after - before) >= least,
  };
}

/** The greater over the smaller: 1 when they are equal, infinite when one is 0. */
export function ratio(a: number, b: number): number {
  return a === b ? 1 : Math.max(a, b) / Math.min(a, b);
}

/** Names of the measures by which users feel that something is wrong. */
export const felt: ReadonlySet<MeasureName> = new Set([
  'errors',
  'latency',
  'typicalLatency',
  'limited',
  'refused',
]);

/** A change of one measure. */
export interface MeasureChange {
  readonly measure: MeasureName;
  /** Index of the first slot after it. */
  readonly index: number;
  /** As people read them; null where there was nothing. */
  readonly before: number | null;
  readonly after: number | null;
  /** Index of the slot at which it changes again; the number of slots when it lasts. */
  readonly until: number;
  readonly score: number;
}

/** A slot in which a route was not asked for. */
const blank = addUp([]);

/**
 * Every change of one measure that is no chance and matters. `sum` adds up what is looked at over
 * slots; `of` is one slot of it.
 */
export function changesOf(
  slots: readonly Slot[],
  measure: Measure,
  of: (slot: Slot) => RouteSlot | undefined,
  sum: (slots: readonly Slot[]) => Sums,
): readonly MeasureChange[] {
  const points = slots.map((slot) => (slot.reachable ? measure.point(of(slot) ?? blank) : unknown));
  const found = changePoints(points, measure.dispersion);
  return found.flatMap((change, place) => {
    const from = found[place - 1]?.index ?? 0;
    const until = found[place + 1]?.index ?? slots.length;
    const before = measure.value(sum(slots.slice(from, change.index)));
    const after = measure.value(sum(slots.slice(change.index, until)));
    if (!isChange(measure, before, after)) return [];
    return [{ ...placed(measure, change), before, after, until }];
  });
}

function placed({ name }: Measure, { index, score }: ChangePoint) {
  return { measure: name, index, score };
}

function isChange(measure: Measure, before: number | null, after: number | null): boolean {
  if (before === null || after === null) return before !== after && measure.name === 'requests';
  return measure.matters(before, after);
}
