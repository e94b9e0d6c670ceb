import type { Dependency } from '../failures/dependency.js';

/** How a breaker stands, as monitoring is told: the worse, the higher. */
export const breakerLevels = { closed: 0, 'half-open': 1, open: 2 } as const;
export type BreakerPosition = keyof typeof breakerLevels;

/** How the breakers before one dependency stand. Plain JSON. */
export interface BreakerState {
  readonly dependency: Dependency;
  /** The worst of them. */
  readonly position: BreakerPosition;
  /** How often one opened, since the start. */
  readonly opened: number;
}

type Watched = Omit<BreakerState, 'dependency'>;

/** Knows the breakers of a process. */
export class BreakerBoard {
  readonly #watched: { readonly dependency: Dependency; readonly breaker: Watched }[] = [];

  watch(dependency: Dependency, breaker: Watched): void {
    this.#watched.push({ dependency, breaker });
  }

  get states(): readonly BreakerState[] {
    return mergeBreakers(
      this.#watched.map(({ dependency, breaker: { position, opened } }) => ({
        ...{ dependency, position, opened },
      })),
    );
  }
}

/** One state a dependency, of several breakers or processes. */
export function mergeBreakers(states: readonly BreakerState[]): readonly BreakerState[] {
  const merged = new Map<Dependency, BreakerState>();
  for (const state of states) {
    const known = merged.get(state.dependency);
    merged.set(state.dependency, known ? add(known, state) : state);
  }
  return [...merged.values()];
}

function add(a: BreakerState, b: BreakerState): BreakerState {
  const { position } = breakerLevels[a.position] < breakerLevels[b.position] ? b : a;
  return { dependency: a.dependency, position, opened: a.opened + b.opened };
}
