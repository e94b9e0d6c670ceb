/** What a metric is broken down by; `service` is the whole of it, without a dimension. */
type BrokenDownBy = 'service' | 'route' | 'dependency';

/** One metric as the API publishes it, a value a server and a minute. */
export interface CloudMetric {
  readonly unit: 'Count' | 'Seconds' | 'Milliseconds' | 'None';
  /** How the values of several servers become one: events add up, of states the worst counts. */
  readonly statistic: 'Sum' | 'Maximum';
  readonly by: readonly BrokenDownBy[];
}

const ofService = ['service'] as const;
const ofRoutes = ['service', 'route'] as const;

/**
 * The metrics that the API publishes in Embedded Metric Format, and that alarms in CloudWatch are
 * made of: the differences of one minute, and gauges at its end. A server publishes all of those of
 * the service every minute, zeros too; of a route only what was asked.
 */
export const cloudMetrics = {
  Requests: { unit: 'Count', statistic: 'Sum', by: ofRoutes },
  /** Replies 5xx. */
  ServerErrors: { unit: 'Count', statistic: 'Sum', by: ofRoutes },
  /** Requests refused because there was too much to do. */
  Overloaded: { unit: 'Count', statistic: 'Sum', by: ofRoutes },
  DbQueries: { unit: 'Count', statistic: 'Sum', by: ofRoutes },
  /** Answered from the cache, fresh or stale. */
  CacheHits: { unit: 'Count', statistic: 'Sum', by: ofRoutes },
  /** Hits and misses: requests for something that can be cached. */
  CacheAsks: { unit: 'Count', statistic: 'Sum', by: ofRoutes },
  /** Reckoned by each server from its own buckets: the slowest server counts. */
  LatencyP99: { unit: 'Milliseconds', statistic: 'Maximum', by: ofRoutes },
  ReplicaLag: { unit: 'Seconds', statistic: 'Maximum', by: ofService },
  QueueAge: { unit: 'Seconds', statistic: 'Maximum', by: ofService },
  EventLoopDelay: { unit: 'Seconds', statistic: 'Maximum', by: ofService },
  JobFailures: { unit: 'Count', statistic: 'Sum', by: ofService },
  SignUpFailures: { unit: 'Count', statistic: 'Sum', by: ofService },
  ProcessRestarts: { unit: 'Count', statistic: 'Sum', by: ofService },
  AccessLogDropped: { unit: 'Count', statistic: 'Sum', by: ofService },
  /** Processes of the server that find it ill. */
  DependencyIll: { unit: 'Count', statistic: 'Maximum', by: ['dependency'] },
  /** 1 from every server that is there: its absence is the alarm. */
  Reachable: { unit: 'None', statistic: 'Maximum', by: ofService },
} as const satisfies Record<string, CloudMetric>;

export type CloudMetricName = keyof typeof cloudMetrics;

/** Names of the dimensions. A route is written as everywhere: `GET /v1/breeds`. */
export const cloudDimensions = { route: 'Route', dependency: 'Dependency' } as const;

/** The namespace of a service's metrics. */
export function cloudNamespace(service: string): string {
  return `catops/${service}`;
}
