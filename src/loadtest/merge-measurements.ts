import { addStatuses } from './pool.js';
import type {
  GeneratorHealth,
  LoadGenerator,
  LoadMeasurement,
  PhaseMeasurement,
  RouteMeasurement,
  SecondMeasurement,
} from './ports.js';

/**
 * What several generators measured of one load, as one measurement: counts are added up, histograms
 * are merged value by value, and of the generators' health the worst counts. Phases and routes are
 * matched by name.
 */
export function mergeMeasurements(
  parts: readonly LoadMeasurement[],
  merge: LoadGenerator['merge'],
): LoadMeasurement {
  const crashes = parts.flatMap(({ crashed }) => crashed ?? []);
  const names = new Set(parts.flatMap(({ phases }) => phases.map(({ phase }) => phase)));
  const phases = [...names].map((name) => {
    const found = parts.flatMap((part) => part.phases.filter(({ phase }) => phase === name));
    return mergePhase(found, found.length === parts.length, merge);
  });
  const gaveUp = parts.flatMap((part) => part.gaveUp ?? []);
  return { phases, crashed: crashes[0] ?? null, gaveUp: gaveUp[0] ?? null };
}

/** One phase out of its parts; `whole` when no part of it is missing. */
export function mergePhase(
  parts: readonly PhaseMeasurement[],
  whole: boolean,
  merge: LoadGenerator['merge'],
): PhaseMeasurement {
  const [first] = parts as [PhaseMeasurement];
  const names = new Set(parts.flatMap(({ routes }) => routes.map(({ route }) => route)));
  return {
    phase: first.phase,
    measured: first.measured,
    seconds: Math.max(...parts.map(({ seconds }) => seconds)),
    complete: whole && parts.every(({ complete }) => complete),
    ...addBalances(parts),
    unmatched: sum(parts, ({ unmatched }) => unmatched),
    reconnects: sum(parts, ({ reconnects }) => reconnects),
    routes: [...names].map((name) =>
      mergeRoute(
        parts.flatMap(({ routes }) => routes.filter(({ route }) => route === name)),
        merge,
      ),
    ),
    health: worstHealth(parts.map(({ health }) => health)),
  };
}

function mergeRoute(
  parts: readonly RouteMeasurement[],
  merge: LoadGenerator['merge'],
): RouteMeasurement {
  const [first] = parts as [RouteMeasurement];
  return {
    route: first.route,
    ...addBalances(parts),
    statuses: addStatuses(parts),
    expected: sum(parts, ({ expected }) => expected),
    mismatched: sum(parts, ({ mismatched }) => mismatched),
    latency: merge(parts.map(({ latency }) => latency)),
    serviceTime: merge(parts.map(({ serviceTime }) => serviceTime)),
    cacheTold: sum(parts, ({ cacheTold }) => cacheTold),
    cacheServed: sum(parts, ({ cacheServed }) => cacheServed),
    queriesTold: sum(parts, ({ queriesTold }) => queriesTold),
    queries: sum(parts, ({ queries }) => queries),
    seconds: mergeSeconds(
      parts.flatMap(({ seconds }) => seconds),
      merge,
    ),
  };
}

// By when requests were due, so a second of one generator is the same second of another.
function mergeSeconds(
  parts: readonly SecondMeasurement[],
  merge: LoadGenerator['merge'],
): SecondMeasurement[] {
  const bySecond = new Map<number, SecondMeasurement[]>();
  for (const part of parts) {
    const same = bySecond.get(part.second);
    if (same) same.push(part);
    else bySecond.set(part.second, [part]);
  }
  return [...bySecond.entries()]
    .sort(([a], [b]) => a - b)
    .map(([second, same]) => ({
      second,
      sent: sum(same, ({ sent }) => sent),
      answered: sum(same, ({ answered }) => answered),
      errors: sum(same, ({ errors }) => errors),
      latency: merge(same.map(({ latency }) => latency)),
    }));
}

type Balance = Pick<
  RouteMeasurement,
  'sent' | 'answered' | 'lost' | 'discarded' | 'timeouts' | 'inFlight'
>;

/** What became of the requests of all parts together. */
export function addBalances(parts: readonly Balance[]): Balance {
  return {
    sent: sum(parts, ({ sent }) => sent),
    answered: sum(parts, ({ answered }) => answered),
    lost: sum(parts, ({ lost }) => lost),
    discarded: sum(parts, ({ discarded }) => discarded),
    timeouts: sum(parts, ({ timeouts }) => timeouts),
    inFlight: sum(parts, ({ inFlight }) => inFlight),
  };
}

function worstHealth(parts: readonly GeneratorHealth[]): GeneratorHealth {
  return {
    loopDelayP99Ms: Math.max(...parts.map(({ loopDelayP99Ms }) => loopDelayP99Ms)),
    busyShare: Math.max(...parts.map(({ busyShare }) => busyShare)),
    stealShare: worst(parts.map(({ stealShare }) => stealShare)),
    foreignShare: worst(parts.map(({ foreignShare }) => foreignShare)),
    pacedRate: worst(parts.map(({ pacedRate }) => pacedRate)),
  };
}

function worst(values: readonly (number | null)[]): number | null {
  const told = values.flatMap((value) => value ?? []);
  return told.length === 0 ? null : Math.max(...told);
}

function sum<T>(parts: readonly T[], value: (part: T) => number): number {
  return parts.reduce((total, part) => total + value(part), 0);
}
