import type {
  DescribeEnvironmentHealthResult,
  EnvironmentDescription,
  SingleInstanceHealth,
} from '@aws-sdk/client-elastic-beanstalk';
import type { EnvironmentStatus, HealthColour, InstanceStatus } from '../../environments/ports.js';
import { printable } from '../../platform/terminal-text.js';
import type { Settings } from './settings.js';

/** What enhanced health tells beside the description. */
export interface EnhancedHealth {
  readonly environment: DescribeEnvironmentHealthResult;
  readonly instances: readonly SingleInstanceHealth[];
}

/** An environment in our words. Without `enhanced` nothing tells what each server runs. */
export function readStatus(
  described: EnvironmentDescription,
  production: boolean,
  more: {
    readonly enhanced: EnhancedHealth | null;
    readonly settings: Settings | null;
    readonly running: number | null;
  },
): EnvironmentStatus {
  const { enhanced, settings } = more;
  const { environment = {}, instances = [] } = enhanced ?? {};
  const label = environment.HealthStatus ?? described.HealthStatus ?? described.Health ?? 'Unknown';
  return {
    name: described.EnvironmentName ?? '',
    kind: 'beanstalk',
    state: stateOf(described.Status),
    health: {
      colour: colourOf(environment.Color ?? described.Health),
      label: printable(label),
      causes: (environment.Causes ?? []).map(printable),
    },
    version: described.VersionLabel ?? null,
    production,
    abortable: described.AbortableOperationInProgress === true,
    instances: instances.map(readInstance).sort((a, b) => a.id.localeCompare(b.id)),
    capacity: settings && {
      min: settings.min,
      max: settings.max,
      running: more.running ?? instances.length,
      instanceClass: settings.instanceClass,
    },
    policy: settings?.policy ?? null,
    ...trafficOf(environment),
    url: described.CNAME ? `http://${described.CNAME}` : null,
    updatedAt: described.DateUpdated?.toISOString() ?? null,
    instanceProof: enhanced !== null,
  };
}

/** Updates that we did not start, of links and of deployments alike, are updates. */
function stateOf(status: string | undefined): EnvironmentStatus['state'] {
  switch (status) {
    case 'Ready':
      return 'ready';
    case 'Launching':
      return 'launching';
    case 'Aborting':
      return 'aborting';
    case 'Terminating':
      return 'terminating';
    case 'Terminated':
      return 'terminated';
    default:
      return 'updating';
  }
}

function colourOf(colour: string | undefined): HealthColour {
  const known: readonly HealthColour[] = ['green', 'yellow', 'red'];
  return known.find((each) => each === colour?.toLowerCase()) ?? 'grey';
}

function readInstance(instance: SingleInstanceHealth): InstanceStatus {
  return {
    id: instance.InstanceId ?? '',
    version: instance.Deployment?.VersionLabel ?? null,
    deployFailed: instance.Deployment?.Status === 'Failed',
    health: colourOf(instance.Color),
    causes: (instance.Causes ?? []).map(printable),
    since: instance.LaunchedAt?.toISOString() ?? null,
  };
}

/** Of the last ten seconds; nothing where there was no request. */
function trafficOf({
  ApplicationMetrics: metrics,
}: DescribeEnvironmentHealthResult): Pick<EnvironmentStatus, 'latency' | 'requests'> {
  const { Duration: seconds, RequestCount: count, StatusCodes: codes, Latency } = metrics ?? {};
  const { P50: p50, P95: p95, P99: p99 } = Latency ?? {};
  const known = p50 !== undefined && p95 !== undefined && p99 !== undefined;
  return {
    latency: known ? { p50, p95, p99 } : null,
    requests:
      seconds && count !== undefined
        ? {
            perSecond: count / seconds,
            s2xx: codes?.Status2xx ?? 0,
            s3xx: codes?.Status3xx ?? 0,
            s4xx: codes?.Status4xx ?? 0,
            s5xx: codes?.Status5xx ?? 0,
          }
        : null,
  };
}
