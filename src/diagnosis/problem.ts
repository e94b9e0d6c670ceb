import { latencyBounds } from '../contracts/metric-sample.js';
import { changesOf, felt, type MeasureChange, matterLimits, measures } from './measures.js';
import { addUp, type Sums, share, sumOf, usualRate } from './sums.js';
import type { RouteSlot, Slot } from './telemetry.js';

/** A change of one route; of all together where it has no route. */
export interface RouteChange extends MeasureChange {
  readonly route: string | null;
}

/** Something that got worse, and how many requests felt it. */
export interface Symptom {
  readonly what: MeasureChange['measure'] | 'unreachable' | 'ill' | 'noted' | 'ended';
  /** A route, a dependency, or null of the whole service. */
  readonly of: string | null;
  readonly index: number;
  readonly until: number;
  readonly pain: number;
}

/** When something began to be wrong, and until when it was; indexes of slots. */
export interface Problem {
  readonly onset: number;
  /** Where the time before ends that it is compared with: at a surge that was there before it hurt. */
  readonly calmUntil: number;
  readonly until: number;
  /** The worst first; what hurts nobody yet comes last. */
  readonly symptoms: readonly Symptom[];
}

/** What makes symptoms one problem. */
export const problemLimits = {
  /** Share of the worst symptom's pain that an earlier one must have to be the beginning. */
  beginning: 0.15,
  /** A route with fewer requests in all of the window is not looked at. */
  requests: 30,
  /** A slow answer, a 429 or a 404 hurts less than a failure, a silent illness hardly. */
  light: 0.5,
  silent: 0.05,
  /** So many times the requests are a surge, a problem where nothing hurts yet. */
  surge: 3,
  /** Slots before one, so that it is known what is usual. */
  beforeSurge: 8,
  /** Slots of illness or of failures that nobody waited for, at least. */
  slots: 2,
} as const;

/** All changes of the service and of each route that is asked often enough. */
export function allChanges(slots: readonly Slot[]): readonly RouteChange[] {
  const scopes: (string | null)[] = [null, ...routesOf(slots)];
  const wholes = new Map(slots.map((slot) => [slot, whole(slot)]));
  return scopes.flatMap((route) => {
    const sum = (some: readonly Slot[]) => sumOf(some, (name) => route === null || name === route);
    const of = (slot: Slot): RouteSlot | undefined =>
      route === null ? wholes.get(slot) : slot.routes.get(route);
    return measures.flatMap((measure) =>
      changesOf(slots, measure, of, sum).map((change) => ({ ...change, route })),
    );
  });
}

/** All routes of a slot together. */
function whole(slot: Slot): RouteSlot {
  return addUp([...slot.routes.values()]);
}

/** Routes that are asked often enough to be looked at, most requests first. */
export function routesOf(slots: readonly Slot[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { routes } of slots) {
    for (const [route, { requests }] of routes) {
      counts.set(route, (counts.get(route) ?? 0) + requests);
    }
  }
  return [...counts]
    .filter(([, count]) => count >= problemLimits.requests)
    .sort(([, a], [, b]) => b - a)
    .map(([route]) => route);
}

/** The problem of a window; null when nothing got worse. */
export function findProblem(
  slots: readonly Slot[],
  changes: readonly RouteChange[],
): Problem | null {
  const hurts = [
    ...changes.flatMap((change) => feltChange(slots, change)),
    ...unreachable(slots),
    ...illness(slots),
    ...noted(slots),
  ];
  const surges = changes.flatMap((change) => surge(slots, change));
  // Where anything hurts, more requests are neither the worst nor its beginning: what they do shows by itself.
  const worstFirst = [hurts, surges].flatMap((of) =>
    of.sort((a, b) => b.pain - a.pain || a.index - b.index),
  );
  const [worst] = worstFirst;
  if (worst === undefined) return null;
  const onset = beginningOf(worst, hurts.length > 0 ? hurts : surges);
  // A rate that has lasted as long as the time before it is as usual as that.
  const fresh = surges.filter(({ index }) => onset - index < index);
  const calmUntil = beginningOf(worst, [...hurts, ...fresh]);
  const much = worstFirst.filter(
    ({ pain, index }) => pain >= problemLimits.beginning * worst.pain && index >= onset,
  );
  return { onset, calmUntil, until: endOf(much, worst.until), symptoms: worstFirst };
}

/** Where the first began of those that are much and were there when the worst began. */
function beginningOf(worst: Symptom, symptoms: readonly Symptom[]): number {
  const beginnings = symptoms.filter(
    ({ pain, index, until }) =>
      pain >= problemLimits.beginning * worst.pain && index <= worst.index && until >= worst.index,
  );
  return Math.min(...beginnings.map(({ index }) => index));
}

/** As long as one symptom takes over from another. */
function endOf(symptoms: readonly Symptom[], known: number): number {
  const later = symptoms.filter(({ index, until }) => index <= known && until > known);
  return later.length === 0 ? known : endOf(symptoms, Math.max(...later.map(({ until }) => until)));
}

function feltChange(slots: readonly Slot[], change: RouteChange): Symptom[] {
  const { measure, route, index, until } = change;
  const before = change.before ?? 0;
  const after = change.after ?? 0;
  if (!felt.has(measure) || after <= before) return [];
  const of = (some: readonly Slot[]) => sumOf(some, (name) => route === null || name === route);
  const sums = of(slots.slice(index, until));
  const isLatency = measure === 'latency' || measure === 'typicalLatency';
  const ms = Math.max(before, matterLimits.latencyMs);
  const more = isLatency
    ? slowShare(sums, ms) - slowShare(of(slots.slice(0, index)), ms)
    : after - before;
  const weight = measure === 'errors' ? 1 : problemLimits.light;
  return [{ what: measure, of: route, index, until, pain: weight * more * sums.requests }];
}

/** Far more requests to the service at once: what serves them now is not known to serve them long. */
function surge(slots: readonly Slot[], change: RouteChange): Symptom[] {
  const { measure, route, index, until } = change;
  if (measure !== 'requests' || route !== null || index < problemLimits.beforeSurge) return [];
  const before = usualRate(slots.slice(0, index));
  if (before === null || (change.after ?? 0) < problemLimits.surge * before) return [];
  const pain = problemLimits.silent * sumOf(slots.slice(index, until)).requests;
  return [{ what: 'requests', of: null, index, until, pain }];
}

/** Share of the requests that took longer, by the buckets that lie above. */
function slowShare({ buckets, requests }: Sums, ms: number): number {
  const slow = buckets.reduce(
    (sum, count, index) => sum + ((latencyBounds[index - 1] ?? 0) * 1000 >= ms ? count : 0),
    0,
  );
  return share(slow, requests) ?? 0;
}

/** Requests a slot in the middle of slots, which outages do not lower. */
function usual(slots: readonly Slot[]): number {
  const counts = slots
    .filter(({ reachable }) => reachable)
    .map((slot) => whole(slot).requests)
    .sort((a, b) => a - b);
  return counts[Math.floor(counts.length / 2)] ?? 0;
}

function unreachable(slots: readonly Slot[]): Symptom[] {
  return spells(slots, ({ reachable }) => !reachable).map((spell) => ({
    ...{ what: 'unreachable' as const, of: null, index: spell.index, until: spell.until },
    pain: Math.max(1, usual(slots)) * spell.count,
  }));
}

function illness(slots: readonly Slot[]): Symptom[] {
  const names = new Set(slots.flatMap(({ ill }) => [...ill.keys()]));
  /** One look of one process may be late; all of them hardly are. */
  const inAll = (index: number, name: string) => {
    const slot = slots[index];
    return (slot?.processes ?? 0) > 1 && (slot?.ill.get(name) ?? 0) >= (slot?.processes ?? 0);
  };
  return [...names].flatMap((name) =>
    spells(slots, ({ ill }) => (ill.get(name) ?? 0) > 0)
      .filter(
        ({ count, index }) => index > 0 && (count >= problemLimits.slots || inAll(index, name)),
      )
      .map((spell) => ({
        ...{ what: 'ill' as const, of: name, index: spell.index, until: spell.until },
        pain: problemLimits.silent * Math.max(1, usual(slots)) * spell.count,
      })),
  );
}

/** Failures that no request waited for: mails, webhooks, log records, ends of processes. */
function noted(slots: readonly Slot[]): Symptom[] {
  const counts = slots.map(backgroundFailures);
  const [first = 0] = [counts.findIndex((count) => count > 0)];
  const sum = counts.reduce((total, count) => total + count, 0);
  const failing = counts.filter((count) => count > 0).length;
  if (first < 1 || failing < problemLimits.slots) return [];
  const ended = slots.reduce((total, slot) => total + endsOf(slot), 0);
  const what = ended > sum / 2 ? 'ended' : 'noted';
  return [{ what, of: null, index: first, until: slots.length, pain: sum }];
}

/** What a slot tells of processes that ended by themselves; of one it may tell more than once. */
function endsOf({ failures, restarts }: Slot): number {
  return failures
    .filter(({ event }) => event === 'worker-ended' || event === 'process-crashed')
    .reduce((sum, { count }) => sum + count, restarts);
}

/** What failed in a slot with nobody waiting for it. */
export function backgroundFailures({ failures, restarts, gauges }: Slot): number {
  const dropped = gauges['catops_access_log_dropped_total'] ?? 0;
  return failures
    .filter(({ event }) => event !== 'request-failed')
    .reduce((sum, { count }) => sum + count, restarts + dropped);
}

/** Runs of slots for which something holds; a gap of one slot does not end one. */
function spells(slots: readonly Slot[], holds: (slot: Slot) => boolean) {
  const found: { index: number; until: number; count: number }[] = [];
  for (const [index, slot] of slots.entries()) {
    if (!holds(slot)) continue;
    const last = found.at(-1);
    if (last && index <= last.until + 1) {
      last.until = index + 1;
      last.count += 1;
    } else found.push({ index, until: index + 1, count: 1 });
  }
  return found;
}
