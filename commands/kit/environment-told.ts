import type { OnPerformEvent } from '../../src/environments/perform-change.js';
import type { EnvironmentContext } from './environment-context.js';

/** Names of whoever hears of a change. */
export function whoIsTold({ deps }: EnvironmentContext): readonly string[] {
  return deps.listeners.map(({ name }) => name.replace(/^The /, 'the '));
}

/** Says that somebody was not told, and nothing else of what happens. */
export function untold(say: (line: string) => void): OnPerformEvent {
  return (event) => {
    if (event.kind === 'untold') say(event.message);
  };
}
