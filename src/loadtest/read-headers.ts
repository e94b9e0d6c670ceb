import { placeholdersOf } from './placeholders.js';
import type { ScenarioPath } from './scenario.js';
import type { ScenarioFault } from './scenario-fault.js';

// What the generator says itself, or has to know: a second one would make another request of it.
const reserved: Readonly<Record<string, string>> = {
  'content-length': 'it is counted from the body',
  'transfer-encoding': 'a body is sent whole',
  connection: 'connections are kept open',
  'x-api-key': 'list the keys in keys, so that the load is spread over them',
  'x-catops-diagnostics': 'it is set by CATOPS_DIAGNOSTICS_TOKEN',
};

/** Adds headers that a scenario cannot set, and feeds in them that nobody defined, to `faults`. */
export function checkHeaders(
  headers: Readonly<Record<string, string>>,
  at: ScenarioPath,
  feeds: readonly string[],
  faults: ScenarioFault[],
): void {
  for (const [name, text] of Object.entries(headers)) {
    const path = [...at, name];
    const reason = reserved[name.toLowerCase()];
    if (reason !== undefined) {
      faults.push({ path, message: `is not for a scenario to set: ${reason}` });
    }
    for (const feed of placeholdersOf(text).filter((used) => !feeds.includes(used))) {
      faults.push({ path, message: unknownFeed(feed, feeds) });
    }
  }
}

/** That no feed has that name, and which there are. */
export function unknownFeed(name: string, feeds: readonly string[]): string {
  const known = feeds.length > 0 ? `known are ${feeds.join(', ')}` : 'no feed is defined';
  return `no feed is named "${name}"; ${known}`;
}
