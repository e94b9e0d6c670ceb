import type { EnvironmentDescription } from '@aws-sdk/client-elastic-beanstalk';
import type { Environments } from '../../environments/ports.js';
import type { AwsAccess } from '../../platform/aws.js';
import { CatopsError } from '../../platform/errors.js';
import { type BeanstalkCall, createBeanstalkCall, isUnsupported } from './client.js';
import { allPages } from './pages.js';
import { plannedRequests } from './planned-requests.js';
import { isThere, publishBundle, type Upload } from './publish.js';
import { readEvent, readRelease } from './read-event.js';
import { type EnhancedHealth, readStatus } from './read-status.js';
import { readSettings, type Settings } from './settings.js';
import { updateEnvironment } from './update.js';

export interface BeanstalkOptions extends AwsAccess {
  /** The application whose environments and versions these are. */
  readonly application: string;
  isProduction(environment: string): boolean;
  readonly upload: Upload;
}

const notAsked = { enhanced: null, settings: null, running: null };

/** Environments of one application of Elastic Beanstalk. */
export function createBeanstalkEnvironments(options: BeanstalkOptions): Environments {
  const { application, isProduction, upload } = options;
  const call = createBeanstalkCall(options);
  // Settings change only with the environment, which says when: one look in many needs them.
  const settingsSeen = new Map<string, { readonly at: number; readonly settings: Settings }>();

  async function describe(names: string[] | undefined, signal: AbortSignal) {
    return allPages<EnvironmentDescription>((token) =>
      call(signal, async (client, sdk, abortSignal) => {
        const command = new sdk.DescribeEnvironmentsCommand({
          ApplicationName: application,
          // Otherwise terminated ones of the same name are there for an hour.
          IncludeDeleted: false,
          ...(names ? { EnvironmentNames: names } : {}),
          ...(token === undefined ? {} : { NextToken: token }),
        });
        const { Environments, NextToken } = await client.send(command, { abortSignal });
        return { items: Environments, next: NextToken };
      }),
    );
  }

  async function one(name: string, signal: AbortSignal): Promise<EnvironmentDescription> {
    const found = await describe([name], signal);
    const living = found.find(({ Status }) => Status !== 'Terminated') ?? found[0];
    if (living) return living;
    // "No permission gives an empty list": there is no telling the two apart.
    throw new CatopsError(
      'environment-unknown',
      `Elastic Beanstalk shows no environment ${name} of the application ${application}: there is ` +
        'none, or these credentials may not see it.',
      { hint: 'catops env list; CATOPS_BEANSTALK_APPLICATION names the application' },
    );
  }

  async function settingsOf(
    { EnvironmentName = '', EnvironmentId = '', DateUpdated }: EnvironmentDescription,
    signal: AbortSignal,
  ): Promise<Settings> {
    const at = DateUpdated?.getTime() ?? 0;
    const seen = settingsSeen.get(EnvironmentId);
    if (seen?.at === at) return seen.settings;
    const settings = await call(signal, async (client, sdk, abortSignal) => {
      const command = new sdk.DescribeConfigurationSettingsCommand({
        ApplicationName: application,
        EnvironmentName,
      });
      const { ConfigurationSettings = [] } = await client.send(command, { abortSignal });
      // While an update runs there are two sets: those at work, and those to come.
      const atWork = ConfigurationSettings.find((each) => each.DeploymentStatus !== 'pending');
      return readSettings((atWork ?? ConfigurationSettings[0])?.OptionSettings ?? []);
    });
    settingsSeen.set(EnvironmentId, { at, settings });
    return settings;
  }

  return {
    name: 'Elastic Beanstalk',
    list: async (signal) =>
      (await describe(undefined, signal)).map((each) =>
        readStatus(each, isProduction(each.EnvironmentName ?? ''), notAsked),
      ),
    status: async (name, signal) => {
      const described = await one(name, signal);
      const settings = await settingsOf(described, signal);
      const enhanced = described.HealthStatus ? await enhancedHealth(call, name, signal) : null;
      const running = enhanced ? enhanced.instances.length : await countServers(call, name, signal);
      return readStatus(described, isProduction(name), { enhanced, settings, running });
    },
    events: async (name, from, signal) => {
      const found = await allPages((token) =>
        call(signal, async (client, sdk, abortSignal) => {
          const command = new sdk.DescribeEventsCommand({
            EnvironmentName: name,
            StartTime: new Date(from),
            MaxRecords: 1000,
            ...(token === undefined ? {} : { NextToken: token }),
          });
          const { Events, NextToken } = await client.send(command, { abortSignal });
          return { items: Events, next: NextToken };
        }),
      );
      return found.map(readEvent).reverse();
    },
    releases: async (signal) => {
      const found = await allPages((token) =>
        call(signal, async (client, sdk, abortSignal) => {
          const command = new sdk.DescribeApplicationVersionsCommand({
            ApplicationName: application,
            MaxRecords: 1000,
            ...(token === undefined ? {} : { NextToken: token }),
          });
          const { ApplicationVersions, NextToken } = await client.send(command, { abortSignal });
          return { items: ApplicationVersions, next: NextToken };
        }),
      );
      return found.map(readRelease).sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    },
    update: (name, change, signal) => updateEnvironment(call, name, change, signal),
    abort: async (name, signal) => {
      await call(signal, (client, sdk, abortSignal) => {
        const command = new sdk.AbortEnvironmentUpdateCommand({ EnvironmentName: name });
        return client.send(command, { abortSignal });
      });
    },
    requests: async (step, signal) =>
      step.kind === 'publish' && (await isThere(call, application, step.bundle.version, signal))
        ? []
        : plannedRequests(options, step, signal),
    publish: (bundle, signal) => publishBundle(call, upload, application, bundle, signal),
  };
}

/** Null where it is not supported, which is so for a moment too while it is being switched on. */
async function enhancedHealth(
  call: BeanstalkCall,
  name: string,
  signal: AbortSignal,
): Promise<EnhancedHealth | null> {
  try {
    const environment = await call(signal, (client, sdk, abortSignal) => {
      const command = new sdk.DescribeEnvironmentHealthCommand({
        EnvironmentName: name,
        AttributeNames: ['All'],
      });
      return client.send(command, { abortSignal });
    });
    const instances = await allPages((token) =>
      call(signal, async (client, sdk, abortSignal) => {
        const command = new sdk.DescribeInstancesHealthCommand({
          EnvironmentName: name,
          AttributeNames: ['All'],
          ...(token === undefined ? {} : { NextToken: token }),
        });
        const { InstanceHealthList, NextToken } = await client.send(command, { abortSignal });
        return { items: InstanceHealthList, next: NextToken };
      }),
    );
    return { environment, instances };
  } catch (error) {
    if (isUnsupported(error)) return null;
    throw error;
  }
}

async function countServers(call: BeanstalkCall, name: string, signal: AbortSignal) {
  return call(signal, async (client, sdk, abortSignal) => {
    const command = new sdk.DescribeEnvironmentResourcesCommand({ EnvironmentName: name });
    const { EnvironmentResources } = await client.send(command, { abortSignal });
    return EnvironmentResources?.Instances?.length ?? 0;
  });
}
