import type { CacheOutcome } from './access-log.js';

/** Counters of one route in one period: differences, never totals. */
export interface RouteSample {
  readonly route: string;
  /** Replies by status, such as `{"200": 41, "503": 2}`. */
  readonly requests: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<CacheOutcome, number>>;
  /** Replies that tell of a failure, by cause class. */
  readonly causes: Readonly<Record<string, number>>;
  readonly dbQueries: number;
  readonly rateLimited: number;
  /** Loads that its bulkhead refused. */
  readonly refused: number;
  /**
   * Requests by latency bucket, not summed up; bounds as the API's metrics have them, seconds; the
   * last bucket has none.
   */
  readonly buckets: readonly number[];
  /** All latencies added up, seconds. */
  readonly seconds: number;
}

/** Failures told of in the log, of one kind. */
export interface FailureSample {
  readonly event: string;
  readonly cause: string;
  readonly dependency: string;
  readonly count: number;
}

/**
 * What the API did in one period, `catops.metrics/v1`: one line of JSON. Counters are the difference
 * to the sample before; a counter that fell (all processes were replaced) counts from 0. Routes that
 * answered nothing are left out.
 */
export interface MetricSample {
  readonly v: 1;
  /** End of the period: ISO 8601, UTC, milliseconds. */
  readonly at: string;
  /** Length of the period. */
  readonly seconds: number;
  /** What ran, such as `0.1.0+4faa961`; more than one while it rolls, none when nothing answered. */
  readonly releases: readonly string[];
  /** False: the API's metrics could not be read, and there is nothing else in it. */
  readonly reachable: boolean;
  readonly processes: number;
  /** API processes that died and were started again. */
  readonly restarts: number;
  readonly routes: readonly RouteSample[];
  /**
   * Gauges at the end of the period by their Prometheus name, such as
   * `catops_event_loop_delay_p99_seconds`; one with labels by the worst of its values. Counters that
   * belong to no route stand beside them, by their name and as differences. What is told by lane of the
   * queue is there by lane, too: `catops_jobs_waiting{lane="usual"}`.
   */
  readonly gauges: Readonly<Record<string, number>>;
  readonly failures: readonly FailureSample[];
  /** Processes that find it ill. */
  readonly dependencies: readonly { readonly dependency: string; readonly illIn: number }[];
}

/** Upper bounds of the latency buckets, in seconds; the last bucket has none. */
export const latencyBounds = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

/**
 * The latency that a share of the requests stay below, seconds, of requests by bucket: evenly spread
 * within a bucket, as Prometheus reckons. Null without requests.
 */
export function latencyAt(share: number, buckets: readonly number[]): number | null {
  const rank = share * buckets.reduce((all, count) => all + count, 0);
  let below = 0;
  for (const [index, count] of buckets.entries()) {
    if (count > 0 && below + count >= rank) {
      const from = latencyBounds[index - 1] ?? 0;
      // The last bucket is open: its lower bound is all that is known.
      const to = latencyBounds[index] ?? from;
      return from + ((to - from) * (rank - below)) / count;
    }
    below += count;
  }
  return null;
}
