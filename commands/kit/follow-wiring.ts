import { join } from 'node:path';
import { openFollowCursor } from '../../src/adapters/local/follow-cursor.js';
import { createIds } from '../../src/adapters/local/ids.js';
import { createCurrentRelease } from '../../src/adapters/target/current-release.js';
import type { FollowDeps } from '../../src/alarms/follow/follow-alarms.js';
import type { AlarmSource } from '../../src/alarms/ports.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { type Zone, zoneOf } from '../../src/platform/zone.js';
import { type IncidentOptions, stateDirOf, zoneNameOf } from './incident-wiring.js';

/** What commands that follow alarms work with. */
export interface Following {
  readonly deps: FollowDeps;
  readonly zone: Zone;
  close(): Promise<void>;
}

/** A source with its place on disk, under the name that the user gave it; null keeps none. */
export async function wireFollowing(
  host: Host,
  options: IncidentOptions,
  source: AlarmSource,
  cursorName: string | null,
): Promise<Following> {
  const { settings } = options;
  const { clock, fetch } = host;
  const zone = zoneOf(zoneNameOf(settings));
  if (!zone) {
    throw new CatopsError('usage-invalid', `"${zoneNameOf(settings)}" is no time zone.`, {
      hint: 'write --tz Europe/Berlin, UTC or GMT+11',
    });
  }
  const directory = join(stateDirOf(host, options), 'alarms', 'cursors');
  const cursor =
    cursorName === null ? null : await openFollowCursor({ directory, name: cursorName, clock });
  const { metricsUrl: url } = settings;
  return {
    deps: {
      source,
      clock,
      cursor,
      release: url === undefined ? async () => null : createCurrentRelease({ fetch, url }),
      fraction: createIds().fraction,
    },
    zone,
    close: async () => cursor?.release(),
  };
}
