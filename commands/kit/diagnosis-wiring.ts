import { join } from 'node:path';
import { createMetricHistory } from '../../src/adapters/local/metric-history.js';
import type { GatherDeps } from '../../src/diagnosis/gather.js';
import type { HourHistory } from '../../src/diagnosis/ports.js';
import type { Host } from '../../src/platform/host.js';
import { readHours } from '../../src/rollups/read-hours.js';
import type { Rollups, Wiring } from './wiring.js';

/** What a diagnosis reads; close it when done. */
export interface DiagnosisSources {
  readonly deps: GatherDeps;
  close(): Promise<void>;
}

/** Nothing is opened before it is asked for: live metrics need no engine. */
export function wireDiagnosis(
  { clock }: Host,
  { dataDir, rollups }: Pick<Wiring, 'dataDir' | 'rollups'>,
): DiagnosisSources {
  let opened: Promise<Rollups> | undefined;
  const hours: HourHistory = {
    async read(span, signal) {
      opened ??= rollups();
      return readHours(await opened, span, signal);
    },
  };
  const metrics = createMetricHistory({ directory: join(dataDir(), 'metrics') });
  return {
    deps: { ...{ clock, metrics, hours }, releases: [], alarms: null },
    close: async () => {
      await (await opened)?.close();
    },
  };
}
