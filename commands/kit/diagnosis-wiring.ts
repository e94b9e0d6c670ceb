import { createReleaseHistory } from '../../src/adapters/git/release-history.js';
import { createSampleLog } from '../../src/adapters/local/alarms/sample-log.js';
import type { AlarmSource } from '../../src/alarms/ports.js';
import { environmentReleases } from '../../src/diagnosis/environment-releases.js';
import type { GatherDeps } from '../../src/diagnosis/gather.js';
import type { HourHistory, ReleaseHistory } from '../../src/diagnosis/ports.js';
import type { ReleaseHistory as CommitHistory } from '../../src/environments/compare-releases.js';
import type { Host } from '../../src/platform/host.js';
import { readHours } from '../../src/rollups/read-hours.js';
import { metricsDirectory } from './alarm-source-wiring.js';
import { type EnvironmentWork, schemaOfRepository } from './environment-wiring.js';
import type { Rollups } from './wiring.js';

/** What a diagnosis reads; close it when done. */
export interface DiagnosisSources {
  readonly deps: GatherDeps;
  /** What lies between two releases. */
  readonly history: Pick<CommitHistory, 'compare'>;
  close(): Promise<void>;
}

export interface DiagnosisOptions {
  readonly dataDir: string;
  /** Directory of the repository that releases are built from. */
  readonly project: string;
  readonly alarms: AlarmSource;
  rollups(): Promise<Rollups>;
  /** Null where the settings name no environment: the samples tell releases of this machine. */
  readonly environments: (() => Promise<EnvironmentWork>) | null;
}

/** Nothing is opened before it is asked for: live metrics need no engine. */
export function wireDiagnosis(
  { clock }: Host,
  { dataDir, project, alarms, rollups, environments }: DiagnosisOptions,
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
    history: createReleaseHistory({ directory: project, ...schemaOfRepository }),
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
