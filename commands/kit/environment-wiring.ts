import { createReleaseHistory } from '../../src/adapters/git/release-history.js';
import { createIds } from '../../src/adapters/local/ids.js';
import { createIncidentListener } from '../../src/environments/incident-listener.js';
import type { ChangeListener, PerformDeps } from '../../src/environments/perform-change.js';
import type { PlanDeps } from '../../src/environments/plan-change.js';
import type { Environments } from '../../src/environments/ports.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';
import {
  changeRecords,
  type IncidentOptions,
  wireIncidents,
  zoneNameOf,
} from './incident-wiring.js';
import type { CliSettings } from './settings.js';

/** What commands about environments work with. */
export interface EnvironmentWork {
  readonly deps: PlanDeps & PerformDeps;
  /** The environment that is meant when none is named. */
  readonly usual: string | undefined;
  /** Zone that times are shown in. */
  readonly zoneName: string;
}

/** Where this repository keeps its migrations, and what one says that takes something away. */
const schemaOfRepository = {
  migrations: 'api-server/infra/sql/migrations',
  contracting: 'neededMigration',
} as const;

/** Environments by the settings, with whoever is told of their changes. */
export async function wireEnvironments(
  host: Host,
  options: IncidentOptions,
): Promise<EnvironmentWork> {
  const { settings, project } = options;
  const { deps: incidents } = wireIncidents(host, options);
  const ids = createIds();
  return {
    deps: {
      environments: await environmentsOf(settings),
      history: createReleaseHistory({ directory: project, ...schemaOfRepository }),
      records: changeRecords(host, options),
      listeners: [...(await pagerduty(options)), createIncidentListener(incidents)],
      actor: incidents.policy.actor.id,
      clock: host.clock,
      random: ids.fraction,
      newId: ids.sortable,
    },
    usual: settings.environment,
    zoneName: zoneNameOf(settings),
  };
}

async function environmentsOf(settings: CliSettings): Promise<Environments> {
  const { environments, beanstalkApplication: application, production } = settings;
  if (environments === 'local')
    throw new CatopsError('config-invalid', 'No environment is set up.', {
      hint: 'set CATOPS_ENVIRONMENTS to beanstalk',
    });
  const [{ createBeanstalkEnvironments }, { createFileUpload }] = await Promise.all([
    import('../../src/adapters/beanstalk/environments.js'),
    import('../../src/adapters/s3/upload-file.js'),
  ]);
  return createBeanstalkEnvironments({
    application,
    // Until somebody says which, every one is: that is the side to err on.
    isProduction: (name) => production?.includes(name) ?? true,
    upload: createFileUpload({}),
  });
}

async function pagerduty({ settings, practice }: IncidentOptions): Promise<ChangeListener[]> {
  const { pagerdutyRoutingKey: routingKey } = settings;
  if (practice || routingKey === undefined) return [];
  const { createPagerDutyChanges } = await import(
    '../../src/adapters/pagerduty/change-listener.js'
  );
  return [
    createPagerDutyChanges({
      eventsUrl: settings.pagerdutyEventsUrl,
      apiUrl: settings.pagerdutyApiUrl,
      routingKey,
      timeoutMs: settings.requestTimeoutMs,
    }),
  ];
}
