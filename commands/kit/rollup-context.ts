import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { utc, type Zone, zoneOf } from '../../src/platform/zone.js';
import type { CliSettings } from './settings.js';
import type { Rollups, Wiring } from './wiring.js';

/** The part of an invocation that every command about rollups has. */
export interface RollupInvocation {
  readonly flags: { readonly tz?: string | undefined; readonly utc?: boolean };
  readonly json: boolean;
  readonly dryRun: boolean;
  readonly host: Host;
  readonly wiring: Wiring;
  say(line: string): void;
}

/** What a command about rollups works with. */
export interface RollupContext {
  readonly rollups: Rollups;
  readonly settings: CliSettings;
  readonly zone: Zone;
}

/** Runs `work` with the stores and the engine, and closes them whatever happens. */
export async function withRollups<T>(
  { wiring, flags }: RollupInvocation,
  work: (context: RollupContext) => Promise<T>,
): Promise<T> {
  const settings = wiring.settings();
  const zone = flags.utc === true ? utc : zoneNamed(settings.timeZone);
  const rollups = await wiring.rollups();
  try {
    return await work({ rollups, settings, zone });
  } finally {
    await rollups.close();
  }
}

/** That zone; this machine's when none is set. */
export function zoneNamed(name: string | undefined): Zone {
  if (name === undefined)
    return zoneOf(new Intl.DateTimeFormat().resolvedOptions().timeZone) ?? utc;
  const zone = zoneOf(name);
  if (zone) return zone;
  throw new CatopsError('usage-invalid', `"${name}" is no time zone.`, {
    hint: 'write --tz Europe/Berlin, UTC or GMT+11',
  });
}
