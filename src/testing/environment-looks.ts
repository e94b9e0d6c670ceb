import type { EnvironmentEvent, EnvironmentStatus, InstanceStatus } from '../environments/ports.js';

/** A healthy environment with three servers on v1, changed by what is given. */
export function environmentStatus(given: Partial<EnvironmentStatus> = {}): EnvironmentStatus {
  return {
    name: 'cat-api-prod',
    kind: 'beanstalk',
    state: 'ready',
    health: { colour: 'green', label: 'Ok', causes: [] },
    version: 'v1',
    production: true,
    abortable: false,
    instances: onVersions('v1', 'v1', 'v1'),
    capacity: { min: 3, max: 6, running: 3, instanceClass: 't3.small' },
    policy: 'Rolling',
    latency: { p50: 0.012, p95: 0.046, p99: 0.096 },
    requests: { perSecond: 41.5, s2xx: 410, s3xx: 2, s4xx: 3, s5xx: 0 },
    url: 'http://cat-api-prod.eu-west-1.elasticbeanstalk.com',
    updatedAt: '2026-09-12T03:14:00.000Z',
    instanceProof: true,
    ...given,
  };
}

/** One healthy server a version. */
export function onVersions(...versions: readonly string[]): readonly InstanceStatus[] {
  return versions.map((version, at) => ({
    id: `i-0123456789abcde${at}`,
    version,
    deployFailed: false,
    health: 'green',
    causes: [],
    since: '2026-09-12T01:00:00.000Z',
  }));
}

export function environmentEvent(given: Partial<EnvironmentEvent> = {}): EnvironmentEvent {
  return {
    at: '2026-09-12T03:14:05.000Z',
    severity: 'info',
    message: 'Environment update is starting.',
    version: null,
    requestId: null,
    ...given,
  };
}
