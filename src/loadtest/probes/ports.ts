import type { ReplyCost } from '../reply-cost.js';

/** Sends requests all at once, beside the load: what a rule about crowds needs, and no figure does. */
export interface BurstSender {
  /**
   * Opens the connections, and only when all are open sends the first request on each at the same
   * moment; the others follow in order, each on whichever connection is free. Bounded in time and
   * size, and never throws for what the target does: a request without an answer has no status. An
   * aborted signal ends it soon; what was answered until then is kept.
   */
  send(requests: readonly BurstRequest[], options: BurstOptions): Promise<Burst>;
}

export interface BurstOptions {
  /** At most one for each request is opened. */
  readonly connections: number;
  readonly signal: AbortSignal;
  /** Called when the first requests are on their way. */
  readonly started?: () => void;
  /** Once a reply says so, no further request is sent; those on their way are still waited for. */
  readonly enough?: (reply: BurstReply) => boolean;
}

/** A GET. */
export interface BurstRequest {
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Burst {
  /** Of every request that was sent, in the order of the requests. */
  readonly replies: readonly BurstReply[];
  /** From the first request sent to the last reply, milliseconds. */
  readonly tookMs: number;
}

export interface BurstReply {
  readonly path: string;
  /** Null when there was no whole answer in time. */
  readonly status: number | null;
  /** From sent to the end of the answer, milliseconds. */
  readonly ms: number;
  /** By name in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cost: ReplyCost;
}
