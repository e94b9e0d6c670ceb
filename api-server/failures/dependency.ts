import type { CauseClass } from '../../src/contracts/access-log.js';

/** Everything a request or a job needs that is not our own code, and the class of its failures. */
export const dependencies = {
  database: 'database',
  'database-primary': 'database',
  'database-replica': 'database',
  redis: 'cache',
  queue: 'queue',
  objects: 'vendor',
  cdn: 'vendor',
  'access-log': 'vendor',
  mail: 'vendor',
  webhook: 'vendor',
  analyser: 'vendor',
} as const satisfies Record<string, CauseClass>;

export type Dependency = keyof typeof dependencies;

export function isDependency(name: string | undefined): name is Dependency {
  return name !== undefined && Object.hasOwn(dependencies, name);
}

const blames = new WeakMap<object, Dependency>();

/**
 * Remembers what an error came from, and gives the error back. Said where a dependency is called:
 * an error of which nobody has said it is a defect of ours. Who says it last knows it best.
 */
export function blamed<E>(error: E, dependency: Dependency): E {
  if (typeof error === 'object' && error !== null) blames.set(error, dependency);
  return error;
}

/** What an error came from, or what caused it; undefined for a defect of ours. */
export function dependencyOf(error: unknown): Dependency | undefined {
  return chainOf(error)
    .map((each) => blames.get(each))
    .find((dependency) => dependency !== undefined);
}

/** Does a piece of work, and blames the dependency when it fails. */
export async function blaming<T>(dependency: Dependency, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw blamed(error, dependency);
  }
}

const deepest = 5;

/** An error and what it says caused it, from the outside in. */
export function chainOf(error: unknown): readonly object[] {
  const chain: object[] = [];
  for (let at = error; typeof at === 'object' && at !== null && chain.length < deepest; ) {
    chain.push(at);
    at = 'cause' in at ? at.cause : undefined;
  }
  return chain;
}
