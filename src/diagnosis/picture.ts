import type { CauseClass } from '../contracts/access-log.js';
import type { Zone } from '../platform/zone.js';
import { chanceAtMost } from '../rollups/likelihood.js';
import { matterLimits, ratio } from './measures.js';
import { allChanges, findProblem, type Problem, type RouteChange, routesOf } from './problem.js';
import { percentileMs, rateOf, type Sums, share, sumOf, usualRate } from './sums.js';
import type { FiredAlarm, ReleaseChange, Slot, Telemetry } from './telemetry.js';

/** A percentile of the latency in milliseconds; null without requests. */
export interface Percentiles {
  readonly before: number | null;
  readonly after: number | null;
}

/** A route, or all of them, before the onset and after it. */
export interface Compared {
  readonly before: Sums;
  readonly after: Sums;
  /** Requests a second, after over usual before; null where one of them is not known. */
  readonly factor: number | null;
  readonly p95: Percentiles;
  readonly p50: Percentiles;
  /** Whether it fails or is slow for those who ask, and was not before. */
  readonly fails: boolean;
  readonly slow: boolean;
}

export interface ComparedRoute extends Compared {
  readonly route: string;
  readonly changes: readonly RouteChange[];
}

export interface ComparedRelease extends ReleaseChange {
  /** From the release to the onset; negative where the onset came first. */
  readonly lagMs: number;
  /** From when it ran alone to the onset, in slots: 0 while it rolled, below 0 before it came. */
  readonly lagSlots: number;
  /** Whether it began while the release rolled, beside the one before. */
  readonly whileRolling: boolean;
}

/** Everything that the hypotheses are judged by. */
export interface Picture {
  readonly problem: Problem;
  /** When it began, milliseconds since the epoch. */
  readonly onsetAt: number;
  readonly slotMs: number;
  /** Where clocks are read that moments are told by. */
  readonly zone: Zone;
  readonly before: readonly Slot[];
  readonly after: readonly Slot[];
  /** Both sides, and a surge that lies between them. */
  readonly span: readonly Slot[];
  readonly service: Compared;
  /** Those asked often enough to be judged, most requests first. */
  readonly routes: readonly ComparedRoute[];
  /** Failures that came on top of what was usual, by whose part they were. */
  readonly causes: ReadonlyMap<CauseClass, number>;
  /** Newest first. */
  readonly releases: readonly ComparedRelease[];
  readonly alarms: readonly FiredAlarm[];
}

const limits = {
  /** Slots of the time before that are compared with, at most. */
  before: 120,
  /** A shorter time before is none to compare with. */
  leastBefore: 2,
  /** Requests that a route must have on one side. */
  requests: 20,
  chance: 1e-4,
} as const;

/** What a window looks like; the problem is null when nothing got worse. */
export type Look =
  | { readonly problem: null; readonly changes: readonly RouteChange[] }
  | {
      readonly problem: Problem;
      readonly picture: Picture;
      readonly changes: readonly RouteChange[];
    };

/** Looks at a window: what changed, what is wrong, and both sides of its beginning. */
export function lookAt(
  { slots }: Telemetry,
  releases: readonly ReleaseChange[],
  alarms: readonly FiredAlarm[],
  zone: Zone,
): Look {
  const changes = allChanges(slots);
  const problem = findProblem(slots, changes);
  if (problem === null) return { problem, changes };
  const { onset, calmUntil, until } = problem;
  const onsetAt = slots[onset]?.at ?? 0;
  const slotMs = medianLength(slots);
  const before = slots.slice(Math.max(0, calmUntil - limits.before), calmUntil);
  const after = slots.slice(onset, until);
  const span = slots.slice(Math.max(0, calmUntil - limits.before), until);
  const routes = routesOf([...before, ...after]).map((route) => ({
    ...compare(before, after, (name) => name === route),
    ...{ route, changes: changes.filter((change) => change.route === route) },
  }));
  const service = compare(before, after, () => true);
  const picture = {
    ...{ problem, onsetAt, slotMs, zone, before, after, span, service, alarms },
    routes: routes.filter(
      (each) => Math.max(each.before.requests, each.after.requests) >= limits.requests,
    ),
    causes: addedCauses(service),
    releases: releases
      .map((release) => {
        const lagMs = onsetAt - release.at;
        const alone = Math.max(release.at, release.rolledUntil ?? release.at);
        const lagSlots = (lagMs < 0 ? lagMs : Math.max(0, onsetAt - alone)) / slotMs;
        return { ...release, lagMs, lagSlots, whileRolling: lagMs >= 0 && onsetAt <= alone };
      })
      .sort((a, b) => b.at - a.at),
  };
  return { problem, picture, changes };
}

/** Whether enough of the time before is known to compare with. */
export function hasBefore({ before }: Picture): boolean {
  return before.filter(({ reachable }) => reachable).length >= limits.leastBefore;
}

function medianLength(slots: readonly Slot[]): number {
  const lengths = slots.map(({ seconds }) => seconds * 1000).sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? 1000;
}

function compare(
  before: readonly Slot[],
  after: readonly Slot[],
  of: (route: string) => boolean,
): Compared {
  const sums = { before: sumOf(before, of), after: sumOf(after, of) };
  const [was, is] = [usualRate(before, of), rateOf(sums.after)];
  const at = (quantile: number): Percentiles => ({
    before: percentileMs(sums.before, quantile),
    after: percentileMs(sums.after, quantile),
  });
  const [p95, p50] = [at(0.95), at(0.5)];
  return {
    ...sums,
    factor: was === null || is === null ? null : (is + tiny) / (was + tiny),
    ...{ p95, p50 },
    fails: moreOf(sums, ({ errors }) => errors, matterLimits.errors),
    slow: sums.after.requests >= limits.requests && (isSlower(p95) || isSlower(p50)),
  };
}

function isSlower({ before, after }: Percentiles): boolean {
  const [was, is] = [before ?? matterLimits.latencyMs, after ?? 0];
  return is > was && is >= matterLimits.latencyMs && ratio(was, is) >= matterLimits.latencyRatio;
}

/** Requests a second that keep a factor over nothing finite. */
const tiny = 0.01;

/** Whether a share of the requests grew by so much, and chance alone hardly does that. */
export function moreOf(
  { before, after }: Pick<Compared, 'before' | 'after'>,
  count: (sums: Sums) => number,
  least: number,
): boolean {
  const was = share(count(before), before.requests) ?? 0;
  const is = share(count(after), after.requests) ?? 0;
  if (is - was < least) return false;
  const part = after.requests / (before.requests + after.requests);
  return chanceAtMost(count(before), count(after), part) <= limits.chance;
}

function addedCauses({ before, after }: Compared): ReadonlyMap<CauseClass, number> {
  const added = new Map<CauseClass, number>();
  for (const [cause, count] of Object.entries(after.causes) as [CauseClass, number][]) {
    const usual = ((before.causes[cause] ?? 0) / Math.max(1, before.requests)) * after.requests;
    if (cause !== 'client' && count > usual) added.set(cause, count - usual);
  }
  return added;
}

/** Of the failures that were added, the share of a class; 0 of none. */
export function causeShare({ causes }: Picture, ...classes: readonly CauseClass[]): number {
  const sum = [...causes.values()].reduce((total, count) => total + count, 0);
  return sum === 0 ? 0 : classes.reduce((total, each) => total + (causes.get(each) ?? 0), 0) / sum;
}

/** Share of the slots in which a process found one of these dependencies ill. */
export function illShare(slots: readonly Slot[], is: (dependency: string) => boolean): number {
  if (slots.length === 0) return 0;
  const ill = slots.filter((slot) => [...slot.ill].some(([name, count]) => count > 0 && is(name)));
  return ill.length / slots.length;
}

/** How much more often than before. */
export function becameIll({ before, after }: Picture, is: (dependency: string) => boolean): number {
  return illShare(after, is) - illShare(before, is);
}

/** Failures noted after the onset beyond those of before, of what passes. */
export function notedMore(
  { before, after }: Picture,
  is: (failure: Slot['failures'][number]) => boolean,
): number {
  const count = (slots: readonly Slot[]) =>
    slots.reduce(
      (sum, { failures }) =>
        sum + failures.filter(is).reduce((total, failure) => total + failure.count, 0),
      0,
    );
  return count(after) - (count(before) / Math.max(1, before.length)) * after.length;
}

/** Mean of a gauge; null where no slot has it. */
export function gaugeMean(slots: readonly Slot[], name: string): number | null {
  const values = slots.flatMap(({ gauges }) => gauges[name] ?? []);
  return values.length === 0 ? null : values.reduce((sum, each) => sum + each, 0) / values.length;
}

/** Whether a release went live so shortly before the onset that it may be its reason. */
export function releaseNear({ releases }: Picture, slots = 12): boolean {
  return releases.some(({ lagSlots }) => lagSlots >= -2 && lagSlots <= slots);
}
