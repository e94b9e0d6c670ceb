import { createSampleLog } from '../../src/adapters/local/alarms/sample-log.js';
import type { AlarmSource } from '../../src/alarms/ports.js';
import type { GatherDeps } from '../../src/diagnosis/gather.js';
import type { HourHistory } from '../../src/diagnosis/ports.js';
import type { Host } from '../../src/platform/host.js';
import { readHours } from '../../src/rollups/read-hours.js';
import { metricsDirectory } from './alarm-wiring.js';
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
}

/** Nothing is opened before it is asked for: live metrics need no engine. */
export function wireDiagnosis(
  { clock }: Host,
  { dataDir, alarms, rollups }: DiagnosisOptions,
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
    deps: { ...{ clock, metrics, hours, alarms }, releases: [] },
    close: async () => {
      await (await opened)?.close();
    },
  };
}
