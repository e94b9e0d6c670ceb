/** How often a job is due. Periods are whole UTC hours or days. */
export interface Cadence {
  readonly every: 'hour' | 'day';
  /** How long after the end of a period its work is due, milliseconds. */
  readonly delayMs: number;
}

/** One hour or one day of work. */
export interface Period {
  /** `2018-11-15T21` or `2018-11-15`. */
  readonly id: string;
  /** Milliseconds since the epoch: inclusive, exclusive, and when its work is due. */
  readonly from: number;
  readonly to: number;
  readonly dueAt: number;
}

/** Work that is done once for each period. */
export interface Job {
  /** `a-z0-9-`; also the name of its record. */
  readonly name: string;
  readonly cadence: Cadence;
  /** How many missed periods are caught up, the newest ones; older ones are left out, and said. */
  readonly catchUp: number;
  /** What a job that was never here before begins with: all of `catchUp`, or the newest period. */
  readonly startsWith: 'catch-up' | 'newest';
  /** Jobs of the same cadence whose work for a period comes before this one's. */
  readonly after: readonly string[];
  /** How long one run may take, milliseconds; then its signal is aborted and the run has failed. */
  readonly timeoutMs: number;
  /**
   * Does the work and says in one line what came of it. A run that was cut off is repeated, so twice
   * must come to the same as once. Throws when the work is not done.
   */
  run(period: Period, signal: AbortSignal): Promise<string>;
}
