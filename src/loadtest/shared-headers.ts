import { placeholdersOf } from './placeholders.js';
import type { Scenario } from './scenario.js';

/** Headers that are the same in every request, names in lower case. */
export function sharedHeaders({ headers }: Pick<Scenario, 'headers'>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, text]) => placeholdersOf(text).length === 0)
      .map(([name, text]) => [name.toLowerCase(), text]),
  );
}
