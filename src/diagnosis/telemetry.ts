import type { CauseClass } from '../contracts/access-log.js';

/** What one route did in one slot of time: sums, never shares. */
export interface RouteSlot {
  readonly requests: number;
  /** Replies of 500 and more. */
  readonly errors: number;
  /** Replies of 429. */
  readonly limited: number;
  /** Replies of 400 to 499 that are not 429. */
  readonly refused: number;
  /** Failures by whose part they were; empty where nothing names them. */
  readonly causes: Readonly<Partial<Record<CauseClass, number>>>;
  readonly hits: number;
  /** Replies that passed a cache: hits, misses and stale ones. */
  readonly looked: number;
  readonly dbQueries: number;
  /** Requests by latency, as `latencyBounds` divides them; empty where latencies are not kept. */
  readonly buckets: readonly number[];
}

/** What was noted as failing, whether or not a request waited for it. */
export interface NotedFailure {
  readonly event: string;
  readonly cause: string;
  readonly dependency: string;
  readonly count: number;
}

/** One slot of time of the whole service. */
export interface Slot {
  /** When it begins, milliseconds since the epoch. */
  readonly at: number;
  readonly seconds: number;
  /** False: nothing answered, and there is nothing else in it. */
  readonly reachable: boolean;
  readonly routes: ReadonlyMap<string, RouteSlot>;
  /** What ran; more than one while it rolls; empty where nothing tells. */
  readonly releases: readonly string[];
  readonly processes: number | null;
  readonly restarts: number;
  /** Processes that find a dependency ill, by its name. */
  readonly ill: ReadonlyMap<string, number>;
  readonly failures: readonly NotedFailure[];
  /** Gauges by their Prometheus name. */
  readonly gauges: Readonly<Record<string, number>>;
}

/** What is known of a time, oldest first, in slots of about one length; missing ones are left out. */
export interface Telemetry {
  readonly source: 'metrics' | 'rollups';
  readonly slots: readonly Slot[];
}

/** A release that went live. */
export interface ReleaseChange {
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What ran before; null where nothing tells. */
  readonly previous: string | null;
  /** Until when others ran beside it, where that is known. */
  readonly rolledUntil?: number;
}

/** An alarm that began to fire. */
export interface FiredAlarm {
  readonly name: string;
  readonly at: number;
}
