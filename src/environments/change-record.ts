import type { Ending } from './watch.js';

/** What somebody did to an environment. */
export type ChangeKind = 'deploy' | 'rollback' | 'scale' | 'abort';

/** One change as this machine began it: how a rollback finds its way back. */
export interface ChangeRecord {
  /** Sortable and unique. */
  readonly id: string;
  readonly environment: string;
  readonly kind: ChangeKind;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly actor: string;
  /** What ran before, and whether it was well then. */
  readonly from: string | null;
  readonly wasHealthy: boolean;
  /** The version asked for; null for what changes none. */
  readonly to: string | null;
  /** One line of what was changed, for people. */
  readonly summary: string;
  /** Null while nobody saw it end. */
  readonly ended: Ending['kind'] | null;
}

/** What was begun from this machine, kept where it is not lost. */
export interface ChangeRecords {
  /** Durable when it resolves: before anything is asked of the vendor. */
  write(record: ChangeRecord): Promise<void>;
  /**
   * Has changes of an environment followed by this process alone, until the answer is called or it
   * ends; null while another process follows one.
   */
  hold(environment: string): Promise<(() => Promise<void>) | null>;
  /** Oldest first; the newest hundred are kept. */
  of(environment: string): Promise<readonly ChangeRecord[]>;
  /** Of every environment, in no particular order. */
  all(): Promise<readonly ChangeRecord[]>;
}
