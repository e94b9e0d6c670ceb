import type { EnvironmentContext } from './environment-context.js';

/** Names of whoever hears of a change. */
export function whoIsTold({ deps }: EnvironmentContext): readonly string[] {
  return deps.listeners.map(({ name }) => name.replace(/^The /, 'the '));
}
