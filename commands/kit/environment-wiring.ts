import { createReleaseHistory } from '../../src/adapters/git/release-history.js';
import { createIds } from '../../src/adapters/local/ids.js';
import type { ChangeListener } from '../../src/environments/change-listener.js';
import {
  createIncidentListener,
  type RehearsedIncidents,
} from '../../src/environments/incident-listener.js';
import type { PerformDeps } from '../../src/environments/perform-change.js';
import type { PlanDeps } from '../../src/environments/plan-change.js';
import type { Environments } from '../../src/environments/ports.js';
import { noSchemaCheck } from '../../src/environments/schema-check.js';
import type { Host } from '../../src/platform/host.js';
import {
  changeRecords,
  type IncidentOptions,
  wireIncidents,
  wireRehearsal,
  zoneNameOf,
} from './incident-wiring.js';
import type { CliSettings } from './settings.js';
import type { Release } from './wiring.js';

/** What commands about environments work with. */
export interface EnvironmentWork {
  readonly deps: PlanDeps & PerformDeps;
  /** The environment that is meant when none is named. */
  readonly usual: string | undefined;
  /** Throws `release-invalid` for a file that is no bundle of that version; its bytes. */
  readonly checkBundle: (file: string, version: string) => Promise<number>;
  /** Zone that times are shown in. */
  readonly zoneName: string;
}

export interface EnvironmentOptions extends IncidentOptions {
  readonly dataDir: string;
  readonly release: Release;
}

/** Where this repository keeps its migrations, and what one says that takes something away. */
export const schemaOfRepository = {
  migrations: 'api-server/infra/sql/migrations',
  contracting: 'neededMigration',
} as const;

/** Environments by the settings, with whoever is told of their changes. */
export async function wireEnvironments(
  host: Host,
  options: EnvironmentOptions,
): Promise<EnvironmentWork> {
  const { settings, project } = options;
  const { deps: incidents } = wireIncidents(host, options);
  const ids = createIds();
  return {
    deps: {
      ...(await placeOf(host, options)),
      history: createReleaseHistory({ directory: project, ...schemaOfRepository }),
      records: changeRecords(host, options),
      listeners: [
        ...(await pagerduty(options)),
        createIncidentListener(incidents, () => rehearsed(host, options)),
      ],
      actor: incidents.policy.actor.id,
      clock: host.clock,
      random: ids.fraction,
      newId: ids.sortable,
    },
    usual: settings.environment,
    checkBundle: async (file, version) => {
      const { checkBundle } = await import('../../src/adapters/supervisor/check-bundle.js');
      return checkBundle(file, version);
    },
    zoneName: zoneNameOf(settings),
  };
}

/** Where the API runs, and who can tell whether a release runs on the database there. */
async function placeOf(
  host: Host,
  { settings, dataDir, release }: EnvironmentOptions,
): Promise<Pick<PlanDeps, 'environments' | 'schema'>> {
  const { environments, environment = 'local', production } = settings;
  if (environments === 'beanstalk') {
    return { environments: await beanstalk(settings), schema: noSchemaCheck };
  }
  const { localEnvironments, localSchemaCheck } = await import('./local-environment-wiring.js');
  const place = {
    ...release,
    host,
    dataDir,
    say: (line: string) => void host.stderr.write(`${line}\n`),
  };
  const about = { environment, production: production?.includes(environment) ?? false };
  return { environments: localEnvironments(place, about), schema: localSchemaCheck(place) };
}

/** The incidents of this machine, with what was noted told as a person reads it. */
async function rehearsed(host: Host, options: IncidentOptions): Promise<RehearsedIncidents> {
  const { opText } = await import('../views/incident-progress.js');
  const rehearsal = await wireRehearsal(host, options);
  const requests = () =>
    rehearsal.requests().map((request) => ({ ...request, does: opText(request.does) }));
  return { ...rehearsal, requests };
}

async function beanstalk({
  beanstalkApplication: application,
  production,
}: CliSettings): Promise<Environments> {
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
