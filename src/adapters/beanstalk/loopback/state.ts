import { vendorNow } from '../../../testing/loopback-vendor.js';

/** A server of an environment, as enhanced health reports it. */
export interface LoopbackInstance {
  readonly id: string;
  version: string;
  /** "The status of the deployment: In Progress, Deployed, Failed". */
  deployment: 'In Progress' | 'Deployed' | 'Failed';
  color: string;
  causes: readonly string[];
}

export interface LoopbackEnvironment {
  readonly name: string;
  readonly id: string;
  readonly application: string;
  status: string;
  health: string;
  /** Undefined where enhanced health is off: the real one leaves it out. */
  healthStatus: string | undefined;
  causes: readonly string[];
  version: string;
  abortable: boolean;
  readonly instances: LoopbackInstance[];
  /** By `namespace name`. */
  readonly settings: Map<string, string>;
  updatedAt: number;
  /** Lifecycle of its platform's branch: Beta, Supported, Deprecated, Retired. */
  branch: string;
  platformVersion: string;
  /** What the next looks at it do, in order; none leaves it as it is. */
  steps: ((environment: LoopbackEnvironment) => void)[];
}

export interface LoopbackEvent {
  readonly at: number;
  readonly severity: string;
  readonly message: string;
  readonly environment: string;
  readonly version?: string | undefined;
  readonly requestId?: string | undefined;
}

export interface LoopbackApplicationVersion {
  readonly application: string;
  readonly label: string;
  readonly description: string;
  readonly createdAt: number;
  status: string;
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
}

/** How the next update goes. `ignored` is taken and never begun. */
export type Outcome = 'done' | 'reverted' | 'mixed' | 'unhealthy' | 'ignored';

/** Everything the account holds. */
export interface BeanstalkState {
  readonly environments: LoopbackEnvironment[];
  readonly events: LoopbackEvent[];
  readonly versions: LoopbackApplicationVersion[];
  /** How updates to come go; `done` when there is none left. */
  readonly outcomes: Outcome[];
  /** What every call of these actions is answered with, such as `AccessDenied`. */
  readonly refused: Map<string, { readonly code: string; readonly message: string }>;
  /** Most items of a page. */
  pageSize: number;
}

/** Of the one branch there is. */
export const recommendedPlatform = '6.4.2';

let requests = 0;

/** A request id, as the vendor makes them. */
export function nextRequestId(): string {
  requests += 1;
  return `0f0f0f0f-1111-4222-8333-${String(requests).padStart(12, '0')}`;
}

/** An environment with enhanced health and three servers that all run that version. */
export function healthyEnvironment(
  name: string,
  version: string,
  given: Partial<LoopbackEnvironment> = {},
): LoopbackEnvironment {
  const instance = (at: number): LoopbackInstance => ({
    id: `i-0123456789abcde${at}`,
    version,
    deployment: 'Deployed',
    color: 'Green',
    causes: [],
  });
  return {
    name,
    id: `e-${name.replace(/\W/g, '').slice(0, 10)}`,
    application: 'catops',
    status: 'Ready',
    health: 'Green',
    healthStatus: 'Ok',
    causes: [],
    version,
    abortable: false,
    instances: [instance(0), instance(1), instance(2)],
    settings: new Map([
      ['aws:autoscaling:asg MinSize', '3'],
      ['aws:autoscaling:asg MaxSize', '6'],
      ['aws:ec2:instances InstanceTypes', 't3.small,t3.medium'],
      ['aws:elasticbeanstalk:command DeploymentPolicy', 'Rolling'],
    ]),
    updatedAt: vendorNow(),
    branch: 'Supported',
    platformVersion: recommendedPlatform,
    steps: [],
    ...given,
  };
}
