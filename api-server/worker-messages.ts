import type { Dependency } from './failures/dependency.js';
import type { MetricsSnapshot } from './http/metrics.js';

/** What the supervisor tells an API process. */
export type SupervisorToWorker =
  /** To be answered with the same id. */
  | { readonly type: 'metrics'; readonly id: number }
  /** Another process has its place: it takes no new work, ends what it has begun, and exits. */
  | { readonly type: 'hand-over'; readonly withinMs: number }
  /** All is to end: what runs is given a few seconds. */
  | { readonly type: 'stop' };

/** What an API process tells its supervisor. */
export type WorkerToSupervisor =
  /** It answers requests, and `/health/ready` is 200. */
  | { readonly type: 'ready' }
  /** It cannot start; it exits by itself after this. `code` is of the error registry. */
  | {
      readonly type: 'failed';
      readonly code: string;
      readonly message: string;
      readonly hint?: string;
      /** What was ill, when it was not this process itself. */
      readonly dependency?: Dependency;
    }
  /** Id 0 is the last one, sent unasked before it exits. */
  | { readonly type: 'metrics'; readonly id: number; readonly snapshot: MetricsSnapshot };
