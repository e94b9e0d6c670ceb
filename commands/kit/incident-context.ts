import type { IncidentDeps } from '../../src/incidents/deps.js';
import type { IncidentId } from '../../src/incidents/entry.js';
import { resolveReference } from '../../src/incidents/resolve-reference.js';
import { parseAt } from '../../src/incidents/timeline/parse-at.js';
import type { When } from '../../src/incidents/use-cases.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { utc, type Zone, zoneOf } from '../../src/platform/zone.js';
import type { Incidents } from './wiring.js';

/** What a command about incidents works with. */
export interface IncidentContext {
  readonly deps: IncidentDeps;
  /** The operator's zone: of times that name none, and of what is shown. */
  readonly zone: Zone;
  /** The incident meant, where nothing at all means the only open one. */
  find(reference: string | undefined): Promise<IncidentId>;
  /** A time given on the command line, said back; undefined when none was given. */
  when(flag: string, text: string | undefined): When | undefined;
}

/** Reads zone and clock once, for everything a command shows and understands. */
export function createContext(
  { deps, zoneName }: Incidents,
  host: Pick<Host, 'clock'>,
  utcOnly: boolean,
  say: (line: string) => void,
): IncidentContext {
  const zone = utcOnly ? utc : zoneOf(zoneName);
  if (!zone) {
    throw new CatopsError('usage-invalid', `"${zoneName}" is no time zone.`, {
      hint: 'write --tz Europe/Berlin, UTC or GMT+11',
    });
  }
  return {
    deps,
    zone,
    find: (reference) => resolveReference(deps, reference),
    when: (flag, text) => {
      if (text === undefined) return undefined;
      const read = parseAt(text, { now: host.clock.now(), zone });
      if (!read.ok) throw new CatopsError('usage-invalid', `--${flag}: ${read.problem}`);
      say(`--${flag} is ${read.echo}.`);
      for (const note of read.notes) say(`  ${note}`);
      return { at: new Date(read.at).toISOString(), precision: read.precision };
    },
  };
}
