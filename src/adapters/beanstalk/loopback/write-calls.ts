import { vendorNow } from '../../../testing/loopback-vendor.js';
import { answer, deny } from './call.js';
import { type Action, named } from './read-calls.js';
import {
  type BeanstalkState,
  type LoopbackEnvironment,
  type LoopbackEvent,
  nextRequestId,
  type Outcome,
} from './state.js';

/** Actions that change something. */
export const writeCalls: Readonly<Record<string, Action>> = {
  UpdateEnvironment: (state, body) => {
    const environment = named(state, body);
    const { VersionLabel, OptionSettings } = body;
    // "If you specify both, returns an InvalidParameterCombination error."
    if (VersionLabel !== undefined && OptionSettings !== undefined)
      throw deny('InvalidParameterCombination', 'Specify a version label or option settings.');
    if (environment.status !== 'Ready')
      throw deny(
        'InvalidParameterValue',
        `Environment named ${environment.name} is in an invalid state for this operation. Must be Ready.`,
      );
    const requestId = nextRequestId();
    const outcome = state.outcomes.shift() ?? 'done';
    if (outcome !== 'ignored') {
      const say = teller(state, environment, requestId);
      if (VersionLabel === undefined) configure(environment, settingsOf(OptionSettings), say);
      else deploy(state, environment, String(VersionLabel), outcome, say);
    }
    return answer('UpdateEnvironment', { EnvironmentName: environment.name }, requestId);
  },
  AbortEnvironmentUpdate: (state, body) => {
    const environment = named(state, body);
    if (!environment.abortable)
      throw deny(
        'InvalidParameterValue',
        `Environment named ${environment.name} is in an invalid state for this operation.`,
      );
    const before = environment.instances.find(({ version }) => version !== environment.version);
    const back = before?.version ?? environment.version;
    environment.status = 'Aborting';
    environment.abortable = false;
    environment.steps = [
      () => {},
      () => {
        for (const each of environment.instances) each.version = back;
        finish(environment, back);
      },
    ];
    return answer('AbortEnvironmentUpdate', null);
  },
  CreateStorageLocation: () =>
    answer('CreateStorageLocation', { S3Bucket: 'elasticbeanstalk-eu-west-1-123456789012' }),
  CreateApplicationVersion: (state, body) => {
    const { ApplicationName, VersionLabel, Description, SourceBundle } = body;
    // "Constraint: Must be unique per application."
    if (state.versions.some(({ label }) => label === VersionLabel))
      throw deny('InvalidParameterValue', `Application Version ${VersionLabel} already exists.`);
    const source = SourceBundle as { S3Bucket?: string; S3Key?: string } | undefined;
    state.versions.unshift({
      application: String(ApplicationName),
      label: String(VersionLabel),
      description: String(Description ?? ''),
      createdAt: vendorNow(),
      status: 'UNPROCESSED',
      bucket: source?.S3Bucket,
      key: source?.S3Key,
    });
    return answer('CreateApplicationVersion', {});
  },
};

type Say = (message: string, more?: Partial<LoopbackEvent>) => void;

function teller(state: BeanstalkState, { name }: LoopbackEnvironment, requestId: string): Say {
  return (message, more = {}) => {
    const at = vendorNow();
    state.events.push({ at, severity: 'INFO', message, environment: name, requestId, ...more });
  };
}

/** A rolling deployment: a server a look. The label shows the target from the start. */
function deploy(
  state: BeanstalkState,
  environment: LoopbackEnvironment,
  version: string,
  outcome: Outcome,
  say: Say,
): void {
  if (!state.versions.some(({ label }) => label === version))
    throw deny('InvalidParameterValue', `No Application Version named '${version}' found.`);
  const before = environment.version;
  begin(environment, say);
  environment.version = version;
  say('Deploying new version to instance(s).', { version });
  const [last, ...others] = environment.instances.toReversed();
  const turn = (each: typeof last) => () => {
    if (!each) return;
    each.version = version;
    each.deployment = 'Deployed';
  };
  environment.steps = others.toReversed().map(turn);
  environment.steps.push(() => {
    if (outcome === 'reverted') {
      for (const each of environment.instances) each.version = before;
      say('Failed to deploy application.', { severity: 'ERROR' });
      say('The environment was reverted to the previous configuration setting.');
      finish(environment, before);
      return;
    }
    if (outcome !== 'mixed') turn(last)();
    if (outcome === 'unhealthy') {
      environment.health = 'Red';
      environment.healthStatus = 'Severe';
      environment.causes = ['100 % of the requests are failing with HTTP 5xx.'];
    }
    say('New application version was deployed to running EC2 instances.', { version });
    say('Environment update completed successfully.', { version });
    finish(environment, version);
  });
}

function configure(
  environment: LoopbackEnvironment,
  settings: ReadonlyMap<string, string>,
  say: Say,
): void {
  begin(environment, say);
  environment.steps = [
    () => {
      for (const [key, value] of settings) environment.settings.set(key, value);
      say('Successfully deployed new configuration to environment.');
      finish(environment, environment.version);
    },
  ];
}

function settingsOf(options: unknown): ReadonlyMap<string, string> {
  return new Map(
    (options as readonly Record<string, string>[] | undefined)?.map((each) => [
      `${each['Namespace']} ${each['OptionName']}`,
      String(each['Value']),
    ]),
  );
}

function begin(environment: LoopbackEnvironment, say: Say): void {
  environment.status = 'Updating';
  environment.abortable = true;
  environment.updatedAt = vendorNow();
  say('Environment update is starting.');
}

function finish(environment: LoopbackEnvironment, version: string): void {
  environment.status = 'Ready';
  environment.abortable = false;
  environment.version = version;
  environment.updatedAt = vendorNow();
}
