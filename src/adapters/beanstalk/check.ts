import type { EnvironmentDescription } from '@aws-sdk/client-elastic-beanstalk';
import type { Checkup, Finding } from '../../doctor/finding.js';
import { clockFinding, findingsOf } from '../../doctor/vendor-findings.js';
import type { AwsAccess } from '../../platform/aws.js';
import { awsClockOf } from '../../platform/aws-call.js';
import { CatopsError } from '../../platform/errors.js';
import type { Clock } from '../../platform/host.js';
import { printable } from '../../platform/terminal-text.js';
import { bounded } from '../../platform/vendor-failure.js';
import { platformFindings } from './check-platform.js';
import { type BeanstalkCall, createBeanstalkCall } from './client.js';

const make = findingsOf('Elastic Beanstalk');
const timeoutMs = 20_000;
/** Environments that are looked into. */
const mostEnvironments = 5;
/** "Application versions: 1,000" in an account, beyond which none can be published. */
const mostVersions = 1000;
const fewLeft = 50;

export interface CheckOptions extends AwsAccess {
  readonly application: string;
  readonly clock: Pick<Clock, 'now'>;
}

/** Looks at permissions, clock, versions, health and platform. Read-only: what changes is not tried. */
export function createBeanstalkCheckup(options: CheckOptions): Checkup {
  const { application, clock } = options;
  const call = createBeanstalkCall(options);
  return {
    area: 'Elastic Beanstalk',
    examine: async (outer) => {
      const signal = bounded(outer, timeoutMs);
      const looks = lookers(call, application, signal);
      try {
        const { found, at } = await looks.environments();
        const clockFindings = at === null ? [] : clockFinding(make, [told(at)], clock.now());
        const read = make.ok('credentials', 'They are taken; what changes something is not tried.');
        const versions = await looks.versions(found);
        const each = await Promise.all(found.slice(0, mostEnvironments).map(looks.into));
        return [
          read,
          ...clockFindings,
          ...presence(application, found),
          ...versions,
          ...each.flat(),
        ];
      } catch (error) {
        return [failed('credentials', error)];
      }
    },
  };
}

function presence(application: string, found: readonly EnvironmentDescription[]): Finding[] {
  if (found.length > 0) return [];
  // "No permission gives an empty list": there is no telling the two apart.
  const says = `The application ${application} has no environment, or these credentials may not see any.`;
  const mend = 'set CATOPS_BEANSTALK_APPLICATION, or allow elasticbeanstalk:DescribeEnvironments';
  return [make.warning('environments', says, mend)];
}

function lookers(call: BeanstalkCall, application: string, signal: AbortSignal) {
  /** One read that may be refused by itself: each needs a permission of its own. */
  async function tried(check: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
    try {
      return await look();
    } catch (error) {
      return [failed(check, error)];
    }
  }

  return {
    environments: () =>
      call(signal, async (client, sdk, abortSignal) => {
        const input = { ApplicationName: application, IncludeDeleted: false };
        const command = new sdk.DescribeEnvironmentsCommand(input);
        const output = await client.send(command, { abortSignal });
        return { found: output.Environments ?? [], at: awsClockOf(output) ?? null };
      }),

    versions: (found: readonly EnvironmentDescription[]) =>
      tried('versions', async () => {
        const labels = await call(signal, async (client, sdk, abortSignal) => {
          const input = { ApplicationName: application, MaxRecords: mostVersions };
          const command = new sdk.DescribeApplicationVersionsCommand(input);
          const { ApplicationVersions = [] } = await client.send(command, { abortSignal });
          return ApplicationVersions.map(({ VersionLabel }) => VersionLabel);
        });
        return versionFindings(labels, found);
      }),

    into: async (environment: EnvironmentDescription): Promise<Finding[]> => {
      const { EnvironmentName: name = '', PlatformArn } = environment;
      const events = await tried(`${name}: events`, async () => {
        await call(signal, (client, sdk, abortSignal) => {
          const command = new sdk.DescribeEventsCommand({ EnvironmentName: name, MaxRecords: 1 });
          return client.send(command, { abortSignal });
        });
        return [];
      });
      const settings = await tried(`${name}: settings`, async () => {
        await call(signal, (client, sdk, abortSignal) => {
          const input = { ApplicationName: application, EnvironmentName: name };
          return client.send(new sdk.DescribeConfigurationSettingsCommand(input), { abortSignal });
        });
        return [];
      });
      const health = await tried(`${name}: health`, () =>
        healthFindings(call, environment, signal),
      );
      const platform =
        PlatformArn === undefined
          ? []
          : await tried(`${name}: platform`, () =>
              platformFindings(call, name, PlatformArn, signal),
            );
      return [...events, ...settings, ...health, ...platform];
    },
  };
}

/** A version that runs and is gone is no version for the next server that has to start. */
function versionFindings(
  labels: readonly (string | undefined)[],
  found: readonly EnvironmentDescription[],
): Finding[] {
  const findings = found
    .filter(({ VersionLabel }) => VersionLabel !== undefined && !labels.includes(VersionLabel))
    .map(({ EnvironmentName, VersionLabel }) =>
      make.broken(
        `${EnvironmentName}: version`,
        `${printable(VersionLabel ?? '')} runs and is gone: a new server could not start with it.`,
        'catops env deploy a release that is there; let the lifecycle rule keep what runs',
      ),
    );
  if (labels.length > mostVersions - fewLeft)
    findings.push(
      make.warning(
        'versions',
        `${labels.length} of about ${mostVersions} versions are there: soon none can be published.`,
        'set a lifecycle rule of the application that removes old ones',
      ),
    );
  return findings.length > 0
    ? findings
    : [make.ok('versions', `${labels.length} are there, those that run among them.`)];
}

async function healthFindings(
  call: BeanstalkCall,
  { EnvironmentName: name = '', HealthStatus }: EnvironmentDescription,
  signal: AbortSignal,
): Promise<Finding[]> {
  const check = `${name}: health`;
  if (HealthStatus === undefined)
    return [
      make.warning(
        check,
        'Enhanced health is off: nothing proves what each server runs.',
        'set SystemType of aws:elasticbeanstalk:healthreporting:system to enhanced',
      ),
    ];
  await call(signal, (client, sdk, abortSignal) => {
    const input = { EnvironmentName: name, AttributeNames: ['All' as const] };
    return client.send(new sdk.DescribeEnvironmentHealthCommand(input), { abortSignal });
  });
  await call(signal, (client, sdk, abortSignal) => {
    const input = { EnvironmentName: name, AttributeNames: ['All' as const] };
    return client.send(new sdk.DescribeInstancesHealthCommand(input), { abortSignal });
  });
  return [make.ok(check, 'Enhanced health proves what each server runs.')];
}

/** What the clock's finding reads: an answer, and when it was given. */
function told(vendorTime: string) {
  return { kind: 'done', value: null, vendorTime } as const;
}

function failed(check: string, error: unknown): Finding {
  if (error instanceof CatopsError)
    return make.broken(check, error.message, error.hint ?? 'try again');
  return make.broken(check, 'Elastic Beanstalk did not answer in time.', 'try again');
}
