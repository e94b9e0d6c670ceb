import type { Environments } from '../environments/ports.js';
import type { ReleaseHistory } from './ports.js';
import type { ReleaseChange } from './telemetry.js';

/** Releases of an environment by its own events: each from the first event that names it. */
export function environmentReleases(environments: Environments, name: string): ReleaseHistory {
  return {
    name: environments.name,
    async read({ from, to }, signal) {
      const events = await environments.events(name, new Date(from).toISOString(), signal);
      const changes: ReleaseChange[] = [];
      let running: string | null = null;
      for (const { at, version } of events) {
        if (version === null || version === running || Date.parse(at) > to) continue;
        // What the first event names ran already, for all that is known.
        if (running !== null) changes.push({ version, at: Date.parse(at), previous: running });
        running = version;
      }
      return changes;
    },
  };
}
