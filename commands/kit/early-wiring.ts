import { join } from 'node:path';
import { createCloudWatchHistory } from '../../src/adapters/cloudwatch/metric-history.js';
import { createDeliveryJournal } from '../../src/adapters/local/delivery-journal.js';
import { createFiles } from '../../src/adapters/local/files.js';
import type { MetricHistory } from '../../src/alarms/early/ports.js';
import { createWarnEarly, type WarnEarly } from '../../src/alarms/early/warn-early.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import { utc, type Zone, zoneOf } from '../../src/platform/zone.js';
import { type IncidentOptions, stateDirOf, zoneNameOf } from './incident-wiring.js';
import { mailerOf, recipientsOf } from './mail-wiring.js';

/** What `catops alarms warn` works with. */
export interface LookingAhead {
  readonly history: MetricHistory;
  /** Null: nobody is written to. */
  readonly warn: WarnEarly | null;
  readonly zone: Zone;
}

export function lookingAhead(host: Host, options: IncidentOptions): LookingAhead {
  const { settings } = options;
  if (settings.alarms !== 'cloudwatch') {
    const message =
      'The alarms of this machine are looked at by `catops up`, which warns by itself.';
    throw new CatopsError('config-invalid', message, {
      hint: 'set CATOPS_ALARMS=cloudwatch, or --source cloudwatch',
    });
  }
  return {
    history: createCloudWatchHistory({ service: settings.service }),
    warn: recipientsOf(settings) && earlyWarner(host, options, () => undefined),
    zone: zoneFor(options),
  };
}

/** Early warnings go by mail, as the daily report does. */
export function earlyWarner(
  host: Host,
  options: IncidentOptions,
  say: (line: string) => void,
): WarnEarly {
  const { settings } = options;
  const { service, requestTimeoutMs, lookAgainMs } = settings;
  const files = createFiles();
  const recipients = recipientsOf(settings);
  const directory = join(stateDirOf(host, options), 'early-warnings');
  return createWarnEarly({
    ...{ service, zone: zoneFor(options), say },
    delivery: {
      clock: host.clock,
      journal: createDeliveryJournal(directory, files),
      lag: { requestTimeoutMs, lookAgainMs },
    },
    mail: recipients && { mailer: mailerOf(host, options, files), ...recipients },
  });
}

function zoneFor({ settings }: IncidentOptions): Zone {
  return zoneOf(zoneNameOf(settings)) ?? utc;
}
