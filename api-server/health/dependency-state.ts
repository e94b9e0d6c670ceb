import type { Dependency } from '../failures/dependency.js';
import type { DependencyState, HealthPart } from '../ports.js';

/** What a dependency that fails is to those who ask: gone, or made up for by something else. */
export const lossOf: Readonly<Record<HealthPart, 'degraded' | 'down'>> = {
  'database-read': 'down',
  'database-write': 'down',
  'database-replicas': 'degraded',
  objects: 'down',
  redis: 'degraded',
};

/** What it is in which each part is, as failures name it. */
export const sourceOf: Readonly<Record<HealthPart, Dependency>> = {
  'database-read': 'database',
  'database-write': 'database',
  'database-replicas': 'database-replica',
  objects: 'objects',
  redis: 'redis',
};

/** All of them, worst to be without first. */
export const healthParts = Object.keys(lossOf) as HealthPart[];

const badness = { ok: 0, degraded: 1, down: 2 } as const;

/** One list of what several processes see: the worst of each, since it began anywhere. */
export function mergeStates(states: readonly DependencyState[]): readonly DependencyState[] {
  const merged = new Map<HealthPart, DependencyState>();
  for (const state of states) {
    const known = merged.get(state.dependency);
    merged.set(state.dependency, known ? worse(known, state) : state);
  }
  return [...merged.values()];
}

function worse(a: DependencyState, b: DependencyState): DependencyState {
  const [worst, other] = badness[a.status] < badness[b.status] ? [b, a] : [a, b];
  const since =
    other.since !== null && other.since < (worst.since ?? 0) ? other.since : worst.since;
  return { ...worst, since, illIn: a.illIn + b.illIn };
}
