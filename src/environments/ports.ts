/** How well an environment or one of its servers is, best first; `grey` is not known. */
export type HealthColour = 'green' | 'yellow' | 'red' | 'grey';

/** One server of an environment. */
export interface InstanceStatus {
  readonly id: string;
  /** What it runs, as it says itself; null where nothing tells. */
  readonly version: string | null;
  /** Its last deployment failed: it may run anything. */
  readonly deployFailed: boolean;
  readonly health: HealthColour;
  readonly causes: readonly string[];
  /** When it was started, ISO 8601 UTC. */
  readonly since: string | null;
}

/** How many servers there are, and of what size. */
export interface Capacity {
  readonly min: number;
  readonly max: number;
  readonly running: number;
  /** `t3.small`; null where servers have no size of their own. */
  readonly instanceClass: string | null;
}

/** An environment as it stands. */
export interface EnvironmentStatus {
  readonly name: string;
  readonly kind: 'beanstalk' | 'local';
  /** `ready` alone takes an update. */
  readonly state: 'ready' | 'updating' | 'launching' | 'aborting' | 'terminating' | 'terminated';
  /** `label` is the vendor's word, such as `Degraded`. */
  readonly health: {
    readonly colour: HealthColour;
    readonly label: string;
    readonly causes: readonly string[];
  };
  /** What was asked for last: during an update it may be the target already. */
  readonly version: string | null;
  /** Changing it needs its name as consent. */
  readonly production: boolean;
  /** An update runs that can be aborted. */
  readonly abortable: boolean;
  readonly instances: readonly InstanceStatus[];
  /** Null in a list, where nobody asked. */
  readonly capacity: Capacity | null;
  /** How a new version gets to the servers, such as `Rolling`; null where it is not known. */
  readonly policy: string | null;
  /** Seconds, over the last ten seconds. */
  readonly latency: Readonly<Record<'p50' | 'p95' | 'p99', number>> | null;
  readonly requests: {
    readonly perSecond: number;
    readonly s2xx: number;
    readonly s3xx: number;
    readonly s4xx: number;
    readonly s5xx: number;
  } | null;
  readonly url: string | null;
  /** When somebody last started, changed or stopped it, ISO 8601 UTC; null where that is not known. */
  readonly updatedAt: string | null;
  /** False when nothing proves what each server runs (Elastic Beanstalk without enhanced health). */
  readonly instanceProof: boolean;
}

export const eventSeverities = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** Something that happened to an environment. */
export interface EnvironmentEvent {
  /** ISO 8601 UTC, milliseconds; two may share one. */
  readonly at: string;
  readonly severity: (typeof eventSeverities)[number];
  readonly message: string;
  readonly version: string | null;
  /** Of the request that led to it; null for what the platform did by itself. */
  readonly requestId: string | null;
}

/** A version that can be deployed. */
export interface Release {
  readonly version: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  /** What it was built from; null when neither its name nor its description tells. */
  readonly commit: string | null;
  /** It could not be prepared, and cannot be deployed. */
  readonly failed: boolean;
  readonly description: string;
}

/** A version, or how many servers of which size: Elastic Beanstalk takes one or the other. */
export type Change =
  | { readonly version: string }
  | { readonly min?: number; readonly max?: number; readonly instanceClass?: string };

/** One request as an adapter would send it; secrets are masked. */
export interface PlannedRequest {
  /** Who receives it, such as `Elastic Beanstalk`. */
  readonly target: string;
  readonly does: string;
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

/** What is to be done in a place where the API runs. */
export type PlannedStep =
  | { readonly kind: 'publish'; readonly bundle: Parameters<Environments['publish']>[0] }
  | { readonly kind: 'update'; readonly name: string; readonly change: Change }
  | { readonly kind: 'abort'; readonly name: string };

/**
 * Where the API runs: Elastic Beanstalk, or the supervisor of `catops up`. All throw a CatopsError:
 * `environment-unknown` for a name nobody knows, `vendor-throttled`, `vendor-unreachable`,
 * `credential-refused`.
 */
export interface Environments {
  /** `Elastic Beanstalk`, as people read it. */
  readonly name: string;
  /** All of them, without servers, capacity and traffic. */
  list(signal: AbortSignal): Promise<readonly EnvironmentStatus[]>;
  status(name: string, signal: AbortSignal): Promise<EnvironmentStatus>;
  /** Newest last, from that instant on, inclusive; the caller drops what it has seen. */
  events(name: string, from: string, signal: AbortSignal): Promise<readonly EnvironmentEvent[]>;
  /** Newest first. */
  releases(signal: AbortSignal): Promise<readonly Release[]>;
  /**
   * Starts a change and answers the id that its events carry; null when the reply was lost and the
   * environment shows that it started all the same. Throws `environment-busy` when another update
   * runs, `release-unknown` for a version that is not there.
   */
  update(
    name: string,
    change: Change,
    signal: AbortSignal,
  ): Promise<{ readonly requestId: string | null }>;
  /** Stops a running update; the version before it comes back. */
  abort(name: string, signal: AbortSignal): Promise<void>;
  /** Makes a release of a bundle; one that is there already, of the same version, is no error. */
  publish(
    bundle: { readonly file: string; readonly version: string; readonly description: string },
    signal: AbortSignal,
  ): Promise<void>;
  /** The requests that a step would send to change something. It sends none of them. */
  requests(step: PlannedStep, signal: AbortSignal): Promise<readonly PlannedRequest[]>;
}
