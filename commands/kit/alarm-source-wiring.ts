import { join } from 'node:path';
import { createCloudWatchAlarms } from '../../src/adapters/cloudwatch/alarm-source.js';
import { createAlarmBook } from '../../src/adapters/local/alarms/alarm-book.js';
import { createLocalAlarmSource } from '../../src/adapters/local/alarms/alarm-source.js';
import { createSampleLog } from '../../src/adapters/local/alarms/sample-log.js';
import type { AlarmSource } from '../../src/alarms/ports.js';
import type { Clock } from '../../src/platform/host.js';
import type { CliSettings } from './settings.js';

/** Where the alarms of this machine are kept. */
export interface AlarmPlace {
  readonly clock: Clock;
  /** Of the service, absolute. */
  readonly stateDir: string;
  readonly dataDir: string;
}

/** The alarms, where the setting says they are. */
export function openAlarmSource(alarms: CliSettings['alarms'], place: AlarmPlace): AlarmSource {
  const { clock, stateDir, dataDir } = place;
  if (alarms === 'cloudwatch') return createCloudWatchAlarms({ clock });
  return createLocalAlarmSource({
    clock,
    book: createAlarmBook({ stateDir, clock }),
    samples: createSampleLog({ directory: metricsDirectory(dataDir) }),
  });
}

/** Where `catops up` keeps what it samples. */
export function metricsDirectory(dataDir: string): string {
  return join(dataDir, 'metrics');
}
