/** A measure a threshold can name. A metric with `as` takes its meaning from the limit's unit. */
export type Metric =
  | { readonly kind: 'latency' | 'service-time'; readonly percentile: number }
  | { readonly kind: 'latency' | 'service-time'; readonly stat: 'min' | 'mean' | 'max' }
  | { readonly kind: 'errors' | 'timeouts' | 'lost'; readonly as: 'count' | 'share' }
  /** A status such as 503, or a class of them such as 5. */
  | { readonly kind: 'status'; readonly status: number; readonly as: 'count' | 'share' }
  | {
      readonly kind:
        | 'requests'
        | 'cache-hit-share'
        | 'achieved'
        | 'rate'
        | 'db-queries-per-request';
    };

export type Comparison = '<' | '<=' | '>' | '>=' | '==';

/** One rule of a scenario: `latency.p95{route=GET /v1/breeds,phase=steady} < 200ms`. */
export interface Threshold {
  readonly metric: Metric;
  /** The metric as written: `latency.p95`. */
  readonly metricText: string;
  /** A route's name, `*` for each route by itself, or null for all pooled. */
  readonly route: string | null;
  /** A phase's name, `*` for each measured phase by itself, or null for all measured phases pooled. */
  readonly phase: string | null;
  readonly comparison: Comparison;
  /** Milliseconds, a share 0–1, a count, or requests a second, as the metric has it. */
  readonly limit: number;
  /** The limit as written, with unit. */
  readonly limitText: string;
  /** Where the labels' values stand in the text, for messages. */
  readonly offsets: { readonly route: number; readonly phase: number };
}

/** Every metric a threshold can name, as its fault messages list them. */
export const metricNames = [
  'latency.pNN',
  'latency.min|mean|max',
  'service-time.pNN',
  'service-time.min|mean|max',
  'requests',
  'errors',
  'lost',
  'timeouts',
  'status.NNN',
  'status.Nxx',
  'rate',
  'achieved',
  'cache-hit-share',
  'db-queries-per-request',
] as const;

/** True when the metric measures time, so that a sick generator voids it; counts stand. */
export function isTiming(metric: Metric): boolean {
  return metric.kind === 'latency' || metric.kind === 'service-time';
}

/** Whether the value is on the right side of the limit. */
export function holds(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '==':
      return value === limit;
  }
}
