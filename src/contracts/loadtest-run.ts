import type { RouteName } from './route-policy.js';

export const loadtestRunSchema = 'catops.loadtest-run/v1';

/** One of several parts of a load that are sent from several machines; `index` counts from 0. */
export interface Shard {
  readonly index: number;
  readonly total: number;
}

/** Where the load came from: times of two machines cannot be compared. */
export interface Testbed {
  readonly cpu: string;
  readonly cores: number;
  /** Such as `v24.11.0`. */
  readonly node: string;
  /** Version of catops. */
  readonly catops: string;
}

/** The API under load, as a stored run names it. */
export interface RunTarget {
  readonly url: string;
  /** True when it was started for the run: then another run cannot know it by its URL. */
  readonly started: boolean;
  /** Lessons that were switched off: routes served without their cache. */
  readonly uncached: readonly RouteName[];
  /** Why it ended while it was needed; null when it did not. */
  readonly died: string | null;
}

/**
 * Values of a histogram in rising order, each with how often it was recorded: microseconds to three
 * significant digits. Nothing is lost between a histogram and its encoded form.
 */
export type EncodedDistribution = readonly (readonly [us: number, count: number])[];
