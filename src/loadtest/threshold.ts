/** A measure a threshold can name. */
export type Metric =
  | { readonly kind: 'latency' | 'service-time'; readonly percentile: number }
  | { readonly kind: 'errors' | 'timeouts' | 'lost' | 'cache-hit-share' | 'db-queries-per-request' }
  | { readonly kind: 'rate' | 'achieved' }
  | { readonly kind: 'status'; readonly status: number; readonly as: 'count' | 'share' };

export type Comparison = '<' | '<=' | '>' | '>=' | '==';

/** One rule of a scenario: `latency.p95{route=GET /v1/breeds,phase=steady} < 200ms`. */
export interface Threshold {
  readonly metric: Metric;
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
