import { join } from 'node:path';
import { createSampleLog } from '../../src/adapters/local/alarms/sample-log.js';
import { openFollowCursor } from '../../src/adapters/local/follow-cursor.js';
import { createIds } from '../../src/adapters/local/ids.js';
import { createCurrentRelease } from '../../src/adapters/target/current-release.js';
import type { FollowDeps } from '../../src/alarms/follow/follow-alarms.js';
import type { CurrentRelease } from '../../src/alarms/follow/ports.js';
import type { AlarmSource } from '../../src/alarms/ports.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { type Zone, zoneOf } from '../../src/platform/zone.js';
import { metricsDirectory } from './alarm-source-wiring.js';
import { type IncidentOptions, stateDirOf, zoneNameOf } from './incident-wiring.js';

// What is older says nothing of what runs now.
const sampledWithinMs = 5 * 60_000;

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
  const { clock } = host;
  const zone = zoneOf(zoneNameOf(settings));
  if (!zone) {
    throw new CatopsError('usage-invalid', `"${zoneNameOf(settings)}" is no time zone.`, {
      hint: 'write --tz Europe/Berlin, UTC or GMT+11',
    });
  }
  const directory = join(stateDirOf(host, options), 'alarms', 'cursors');
  const cursor =
    cursorName === null ? null : await openFollowCursor({ directory, name: cursorName, clock });
  return {
    deps: {
      source,
      clock,
      cursor,
      release: releaseOf(host, options),
      fraction: createIds().fraction,
    },
    zone,
    close: async () => cursor?.release(),
  };
}

/** By the metrics of the API, where they are set; else by what `catops up` sampled last. */
function releaseOf({ clock, fetch }: Host, { settings, dataDir }: IncidentOptions): CurrentRelease {
  if (settings.metricsUrl !== undefined) {
    return createCurrentRelease({ fetch, url: settings.metricsUrl });
  }
  if (settings.alarms !== 'local') return async () => null;
  const samples = createSampleLog({ directory: metricsDirectory(dataDir) });
  return async () => {
    const now = clock.now();
    const newest = (await samples.read(now - sampledWithinMs, now).catch(() => [])).at(-1);
    return newest && newest.releases.length > 0 ? newest.releases.join(', ') : null;
  };
}
