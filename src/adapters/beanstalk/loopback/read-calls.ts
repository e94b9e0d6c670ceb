import { answer, deny, type Json, refuse } from './call.js';
import {
  type BeanstalkState,
  type LoopbackEnvironment,
  type LoopbackInstance,
  recommendedPlatform,
} from './state.js';

const branchName = 'Node.js 20 running on 64bit Amazon Linux 2023';
// "Valid values" of PlatformFilter.Type.
const platformFilters = [
  ...['PlatformName', 'PlatformVersion', 'PlatformStatus', 'PlatformBranchName', 'PlatformOwner'],
  ...['PlatformLifecycleState', 'SupportedTier', 'SupportedAddon', 'ProgrammingLanguageName'],
  'OperatingSystemName',
];

/** One action: what it does with a request that has passed the checks of all. */
export type Action = (state: BeanstalkState, body: Json) => ReturnType<typeof answer>;

/** Actions that only read. */
export const readCalls: Readonly<Record<string, Action>> = {
  DescribeEnvironments: (state, body) => {
    const names = body['EnvironmentNames'] as readonly string[] | undefined;
    const matching = state.environments.filter(
      ({ name, application, status }) =>
        (names === undefined || names.includes(name)) &&
        (body['ApplicationName'] ?? application) === application &&
        // "IncludeDeleted: … true if the environment should include deleted environments".
        (body['IncludeDeleted'] !== false || status !== 'Terminated'),
    );
    for (const environment of matching) environment.steps.shift()?.(environment);
    const { page, next } = pageOf(state, matching.map(describe), body);
    return answer('DescribeEnvironments', { Environments: page, ...next });
  },
  DescribeEvents: (state, body) => {
    const { EnvironmentName, StartTime, EndTime } = body;
    if (EnvironmentName !== undefined) named(state, body);
    // "StartTime: … only events that have occurred on or after"; newest come first.
    const matching = state.events
      .filter(
        ({ environment, at }) =>
          (EnvironmentName ?? environment) === environment &&
          at / 1000 >= Number(StartTime ?? 0) &&
          at / 1000 < Number(EndTime ?? Number.POSITIVE_INFINITY),
      )
      .toReversed()
      .map(({ at, severity, message, environment, version, requestId }) => ({
        EventDate: at / 1000,
        Severity: severity,
        Message: message,
        EnvironmentName: environment,
        ...(version === undefined ? {} : { VersionLabel: version }),
        ...(requestId === undefined ? {} : { RequestId: requestId }),
      }));
    const { page, next } = pageOf(state, matching, body);
    return answer('DescribeEvents', { Events: page, ...next });
  },
  DescribeEnvironmentHealth: (state, body) => {
    const environment = enhanced(state, body, 'DescribeEnvironmentHealth');
    // Without AttributeNames "returns the name of the environment" alone.
    if (!(body['AttributeNames'] as readonly string[] | undefined)?.includes('All'))
      return answer('DescribeEnvironmentHealth', { EnvironmentName: environment.name });
    return answer('DescribeEnvironmentHealth', {
      EnvironmentName: environment.name,
      HealthStatus: environment.healthStatus,
      Status: environment.status,
      Color: environment.health,
      Causes: environment.causes,
      ApplicationMetrics: {
        Duration: 10,
        RequestCount: 415,
        StatusCodes: { Status2xx: 410, Status3xx: 2, Status4xx: 3, Status5xx: 0 },
        Latency: { P50: 0.012, P95: 0.046, P99: 0.096 },
      },
      RefreshedAt: environment.updatedAt / 1000,
    });
  },
  DescribeInstancesHealth: (state, body) => {
    const environment = enhanced(state, body, 'DescribeInstancesHealth');
    const { page, next } = pageOf(state, environment.instances.map(describeInstance), body);
    return answer('DescribeInstancesHealth', { InstanceHealthList: page, ...next });
  },
  DescribeConfigurationSettings: (state, body) => {
    const environment = named(state, body);
    const OptionSettings = [...environment.settings].map(([key, Value]) => {
      const [Namespace = '', OptionName = ''] = key.split(' ');
      return { Namespace, OptionName, Value };
    });
    const { name: EnvironmentName, application: ApplicationName } = environment;
    const settings = { ApplicationName, EnvironmentName, DeploymentStatus: 'deployed' };
    return answer('DescribeConfigurationSettings', {
      ConfigurationSettings: [{ ...settings, OptionSettings }],
    });
  },
  DescribeEnvironmentResources: (state, body) => {
    const { name, instances } = named(state, body);
    const Instances = instances.map(({ id }) => ({ Id: id }));
    return answer('DescribeEnvironmentResources', {
      EnvironmentResources: { EnvironmentName: name, Instances },
    });
  },
  DescribePlatformVersion: (state, body) => {
    const platform = String(body['PlatformArn']);
    const environment = state.environments.find(({ id }) => platform.endsWith(id));
    if (!environment) throw deny('ResourceNotFoundException', 'No such platform.');
    return answer('DescribePlatformVersion', {
      PlatformDescription: {
        PlatformArn: platform,
        PlatformBranchName: branchName,
        PlatformBranchLifecycleState: environment.branch,
        PlatformVersion: environment.platformVersion,
        // "Possible values: recommended | empty".
        ...(environment.platformVersion === recommendedPlatform
          ? { PlatformLifecycleState: 'Recommended' }
          : {}),
      },
    });
  },
  ListPlatformVersions: (_state, body) => {
    const filters = (body['Filters'] ?? []) as readonly Json[];
    for (const { Type, Operator, Values } of filters) {
      if (!platformFilters.includes(String(Type)))
        throw refuse('Type is one of ten attributes', 'ValidationError');
      if (Operator !== '=') throw refuse('only = is known here', 'ValidationError');
      // "Only one value is supported for all current operators."
      if ((Values as readonly string[]).length !== 1)
        throw refuse('a filter has one value', 'ValidationError');
    }
    const wanted = (type: string) =>
      (filters.find(({ Type }) => Type === type)?.['Values'] as readonly string[] | undefined)?.[0];
    const isMeant = (wanted('PlatformBranchName') ?? branchName) === branchName;
    const summary = {
      PlatformArn: 'arn:aws:elasticbeanstalk:eu-west-1::platform/newest',
      PlatformBranchName: branchName,
      PlatformVersion: recommendedPlatform,
      PlatformLifecycleState: 'Recommended',
    };
    return answer('ListPlatformVersions', { PlatformSummaryList: isMeant ? [summary] : [] });
  },
  DescribeApplicationVersions: (state, body) => {
    const labels = body['VersionLabels'] as readonly string[] | undefined;
    const matching = state.versions
      .filter(
        ({ application, label }) =>
          application === body['ApplicationName'] && (labels ?? [label]).includes(label),
      )
      .map(({ application, label, description, createdAt, status }) => ({
        ApplicationName: application,
        VersionLabel: label,
        Description: description,
        DateCreated: createdAt / 1000,
        Status: status,
      }));
    const { page, next } = pageOf(state, matching, body);
    return answer('DescribeApplicationVersions', { ApplicationVersions: page, ...next });
  },
};

function describe(environment: LoopbackEnvironment): Json {
  const { healthStatus, name } = environment;
  return {
    EnvironmentName: name,
    EnvironmentId: environment.id,
    ApplicationName: environment.application,
    VersionLabel: environment.version,
    PlatformArn: `arn:aws:elasticbeanstalk:eu-west-1::platform/${environment.id}`,
    CNAME: `${name}.eu-west-1.elasticbeanstalk.com`,
    Status: environment.status,
    AbortableOperationInProgress: environment.abortable,
    Health: environment.health,
    DateUpdated: environment.updatedAt / 1000,
    ...(healthStatus === undefined ? {} : { HealthStatus: healthStatus }),
  };
}

function describeInstance({ id, version, deployment, color, causes }: LoopbackInstance): Json {
  return {
    InstanceId: id,
    HealthStatus: color === 'Green' ? 'Ok' : 'Degraded',
    Color: color,
    Causes: causes,
    LaunchedAt: 1_789_000_000,
    Deployment: { VersionLabel: version, DeploymentId: 7, Status: deployment },
  };
}

/** The environment meant; the real one says it in these words, as InvalidParameterValue. */
export function named(state: BeanstalkState, body: Json): LoopbackEnvironment {
  const name = body['EnvironmentName'];
  const found = state.environments.find(
    (each) => each.name === name && each.status !== 'Terminated',
  );
  if (!found)
    throw deny('InvalidParameterValue', `No Environment found for EnvironmentName = '${name}'.`);
  return found;
}

/** "enhanced health reporting must be enabled": otherwise the action is not supported. */
function enhanced(state: BeanstalkState, body: Json, action: string): LoopbackEnvironment {
  const environment = named(state, body);
  if (environment.healthStatus === undefined)
    throw deny('InvalidRequestException', `${action} is not supported.`);
  return environment;
}

function pageOf(state: BeanstalkState, all: readonly Json[], body: Json) {
  const from = Number(body['NextToken'] ?? 0);
  const to = from + Math.min(state.pageSize, Number(body['MaxRecords'] ?? 1000));
  return { page: all.slice(from, to), next: to < all.length ? { NextToken: String(to) } : {} };
}
