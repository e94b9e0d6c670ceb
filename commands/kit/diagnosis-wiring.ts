import { createSampleLog } from '../../src/adapters/local/alarms/sample-log.js';
import type { AlarmSource } from '../../src/alarms/ports.js';
import { environmentReleases } from '../../src/diagnosis/environment-releases.js';
import type { GatherDeps } from '../../src/diagnosis/gather.js';
import type { HourHistory, ReleaseHistory } from '../../src/diagnosis/ports.js';
import type { Host } from '../../src/platform/host.js';
import { readHours } from '../../src/rollups/read-hours.js';
import { metricsDirectory } from './alarm-source-wiring.js';
import type { EnvironmentWork } from './environment-wiring.js';
import type { Rollups } from './wiring.js';

/** What a diagnosis reads; close it when done. */
export interface DiagnosisSources {
  readonly deps: GatherDeps;
  close(): Promise<void>;
}

export interface DiagnosisOptions {
  readonly dataDir: string;
  readonly alarms: AlarmSource;
  rollups(): Promise<Rollups>;
  /** Null where the settings name no environment: the samples tell releases of this machine. */
  readonly environments: (() => Promise<EnvironmentWork>) | null;
}

/** Nothing is opened before it is asked for: live metrics need no engine. */
export function wireDiagnosis(
  { clock }: Host,
  { dataDir, alarms, rollups, environments }: DiagnosisOptions,
): DiagnosisSources {
  let opened: Promise<Rollups> | undefined;
  const hours: HourHistory = {
    async read(span, signal) {
      opened ??= rollups();
      return readHours(await opened, span, signal);
    },
  };
  const metrics = createSampleLog({ directory: metricsDirectory(dataDir) });
  return {
    deps: {
      ...{ clock, metrics, hours, alarms },
      releases: environments ? [eventsOf(environments)] : [],
    },
    close: async () => {
      await (await opened)?.close();
    },
  };
}

/** Releases by the events of the usual environment. */
function eventsOf(environments: () => Promise<EnvironmentWork>): ReleaseHistory {
  return {
    name: 'the environment',
    read: async (span, signal) => {
      const { deps, usual } = await environments();
      if (usual === undefined) return [];
      return environmentReleases(deps.environments, usual).read(span, signal);
    },
  };
}
