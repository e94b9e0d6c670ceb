import type { Priority } from './jobs.js';

/** A job that was taken and is leased: nobody else is given it until the lease ends. */
export interface TakenJob {
  readonly id: number;
  /** As it is stored: it may be of a version that this one does not know. */
  readonly type: string;
  readonly payload: string;
  /** This time included. */
  readonly attempts: number;
  /** Whose data is in it; null where it is nobody's. */
  readonly accountId: string | null;
  readonly lease: string;
}

/** How much there is to do in one lane. */
export interface LaneDepth {
  /** Due, and taken by nobody. */
  readonly waiting: number;
  /** Since when the first of them has been due, or at most; null when there is none, or it is not known. */
  readonly dueSince: number | null;
  /** Given up. */
  readonly dead: number;
}

/** How much there is to do. */
export interface QueueDepth {
  readonly lanes: Readonly<Record<Priority, LaneDepth>>;
}

/**
 * Durable jobs. At least once: a job whose worker died comes again, so doing one twice must be as
 * doing it once. The calls with a job do nothing when its lease has gone to somebody else.
 */
export interface JobQueue {
  /**
   * Those that have waited longest in that lane, leased: none when none is due, else one or more, but
   * never more than asked for, and of a type that has its room told never more than that: those behind
   * it are given then. A queue that can wait for the first one waits until `stop` at most.
   */
  take(
    priority: Priority,
    atMost: number,
    stop: AbortSignal,
    roomOf?: ReadonlyMap<string, number>,
  ): Promise<readonly TakenJob[]>;
  /** It is done, and gone. */
  done(job: TakenJob): Promise<void>;
  /** It is to be tried again at that time. */
  retry(job: TakenJob, at: number, failure: string): Promise<void>;
  /** It is not tried again until somebody says so. */
  bury(job: TakenJob, failure: string): Promise<void>;
  /** Counts what there is to do, of all servers together. */
  depth(): Promise<QueueDepth>;
  /** Frees what dead processes of this machine had leased, so that it need not wait. */
  release(): Promise<void>;
}

/** How long a worker may take for a job, and how long a job is leased: longer. */
export const jobLimitMs = 45_000;
export const leaseMs = 60_000;
