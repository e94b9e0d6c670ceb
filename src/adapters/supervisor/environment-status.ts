import type { ControlStatus } from '../../contracts/supervisor-control.js';
import type { EnvironmentStatus, InstanceStatus } from '../../environments/ports.js';

type About = Pick<EnvironmentStatus, 'name' | 'production'>;

/** How a release gets to the processes. */
const policy = 'one process after the other, taken back when one fails';
/** Fewer requests than this tell nothing of how many fail. */
const fewestRequests = 20;
const windowSeconds = 10;
/** Shares of server errors above which an environment is not well, and ill. */
const errorShares = { yellow: 0.02, red: 0.1 } as const;

/**
 * The status that the supervisor tells, as one of an environment. `changedAt` is when somebody last
 * started or changed it, ISO 8601 UTC; null where that is not known.
 */
export function environmentStatus(
  status: ControlStatus,
  about: About,
  changedAt: string | null,
): EnvironmentStatus {
  const { processes, traffic, min, max, state, version, url } = status;
  const serving = processes.filter(({ isReady, isLeaving }) => isReady && !isLeaving).length;
  return {
    ...{ ...about, kind: 'local', state, version, url, updatedAt: changedAt, policy },
    health: healthOf(status, serving),
    abortable: state === 'updating',
    instances: processes.flatMap(instance),
    capacity: { min, max, running: serving, instanceClass: null },
    latency: traffic && { p50: traffic.p50, p95: traffic.p95, p99: traffic.p99 },
    requests: traffic && {
      perSecond: traffic.perSecond,
      s2xx: traffic.s2xx,
      s3xx: traffic.s3xx,
      s4xx: traffic.s4xx,
      s5xx: traffic.s5xx,
    },
    instanceProof: true,
  };
}

/** The status of an environment that does not run. */
export function absentStatus(about: About, changedAt: string | null): EnvironmentStatus {
  return {
    ...{
      ...about,
      kind: 'local',
      state: 'terminated',
      version: null,
      url: null,
      updatedAt: changedAt,
    },
    health: {
      colour: 'grey',
      label: 'Not running',
      causes: ['Nothing runs: catops up starts it.'],
    },
    ...{ abortable: false, instances: [], policy, instanceProof: true },
    capacity: { min: 0, max: 0, running: 0, instanceClass: null },
    ...{ latency: null, requests: null },
  };
}

/** Those that leave have their successors in the list already. */
function instance(each: ControlStatus['processes'][number]): InstanceStatus[] {
  const { pid, version, isReady, isLeaving, since } = each;
  if (isLeaving) return [];
  return [
    {
      id: `process ${pid}`,
      ...{ version, since, deployFailed: false },
      health: isReady ? 'green' : 'yellow',
      causes: isReady ? [] : ['It starts.'],
    },
  ];
}

function healthOf(
  { min, jobs, ill, traffic }: ControlStatus,
  serving: number,
): EnvironmentStatus['health'] {
  const share = errorShare(traffic);
  const failing = share > errorShares.yellow;
  const causes = [
    ...(serving < min ? [`${serving} of ${min} API processes answer.`] : []),
    ...(jobs.some(({ isReady }) => isReady) ? [] : ['No process works off what is queued.']),
    ...(failing ? [`${(share * 100).toFixed(1)} % of the requests are server errors.`] : []),
    ...ill.map((each) => `${each}.`),
  ];
  if (serving === 0 || share > errorShares.red) return { colour: 'red', label: 'Severe', causes };
  if (causes.length > 0) return { colour: 'yellow', label: 'Warning', causes };
  return { colour: 'green', label: 'Ok', causes };
}

function errorShare(traffic: ControlStatus['traffic']): number {
  if (!traffic || traffic.perSecond * windowSeconds < fewestRequests) return 0;
  return traffic.s5xx / traffic.perSecond;
}
