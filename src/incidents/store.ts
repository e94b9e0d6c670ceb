import type { Delivery } from './deliveries/delivery.js';
import type { Entry, EntryBody, IncidentId, Reached, TargetName } from './entry.js';

/** An entry before it has its place in a record. */
export type DraftEntry = Omit<Entry, 'v' | 'inc' | 'seq' | 'kind'> & EntryBody;

/** One record as it lies in the store. */
export interface StoredRecord {
  readonly id: IncidentId;
  readonly entries: readonly Entry[];
  /** Deliveries not settled yet, in the order queued. */
  readonly queue: readonly Delivery[];
  /** What was wrong with the files and was stepped over: a torn last line, for one. */
  readonly problems: readonly string[];
}

/** What a change adds to a record, in one durable step. */
export interface Additions {
  readonly entries: readonly DraftEntry[];
  /** New deliveries; durable before the entries that ask for them are seen by anybody. */
  readonly deliveries?: readonly Delivery[];
}

/** The right to send to one target of a record: one process at a time has it. */
export interface Sending {
  release(): Promise<void>;
}

/**
 * The records, one machine, any number of processes. What is answered is durable: it survives kill -9
 * and loss of power. Throws CatopsError: `local-store-unwritable` (full, read-only, no rights),
 * `format-too-new`, `incident-unknown`, `incident-locked` (a writer that waited 5 s; names the holder).
 */
export interface IncidentStore {
  /**
   * A new record. The id is allotted atomically; two processes never share one. With a key, an open
   * record of the same key (and service) is joined instead, also when both come at once; the name of
   * an alarm is the key of the incident that the alarm opened.
   */
  create(
    request: {
      readonly year: number;
      readonly key: string | null;
      readonly service: string;
      build(id: IncidentId): Additions;
    },
    signal: AbortSignal,
  ): Promise<
    | { readonly kind: 'created'; readonly record: StoredRecord }
    | { readonly kind: 'joined'; readonly id: IncidentId }
  >;
  /** Never waits. */
  read(id: IncidentId): Promise<StoredRecord>;
  /** Reads, lets `build` decide on the newest state, appends. Alone: other writers wait. */
  change(
    id: IncidentId,
    build: (record: StoredRecord) => Additions,
    signal: AbortSignal,
  ): Promise<StoredRecord>;
  /** Takes the right to send to one target of the record; `busy` names the process that has it. */
  send(id: IncidentId, target: TargetName): Promise<Sending | { readonly busy: string }>;
  /** Deliveries not settled, in the order queued. */
  queue(id: IncidentId): Promise<readonly Delivery[]>;
  /** Deliveries that were given up. */
  dead(id: IncidentId): Promise<readonly Delivery[]>;
  /**
   * Writes a delivery in place (tmp, fsync, rename, fsync); done, superseded and dead
   * ones leave the queue, and a dead one saved as retryable is back in it.
   */
  save(delivery: Delivery): Promise<void>;
  /** Ids of open records, newest first. */
  open(): Promise<readonly IncidentId[]>;
  /** Ids of records that still have something to deliver, open or not. */
  unsent(): Promise<readonly IncidentId[]>;
  /** Every id, newest first; costs what is taken from it. */
  ids(): AsyncIterable<IncidentId>;
  /** Takes the record out of `open()` (closed, cancelled) or puts it back (reopened). */
  mark(id: IncidentId, as: 'open' | 'ended'): Promise<void>;
  /** A text or file of the record (`report.md`, attachments by hash), replaced as a whole. */
  writeFile(id: IncidentId, name: string, content: string | Uint8Array): Promise<void>;
  /** Null when there is none. */
  readFile(id: IncidentId, name: string): Promise<Uint8Array | null>;
  /** Who was on call at the last good look-up, for the day without a network. */
  onCallCache(): Promise<{ readonly people: readonly Reached[]; readonly at: string } | null>;
  saveOnCall(cache: { readonly people: readonly Reached[]; readonly at: string }): Promise<void>;
  /** Where the record lies, to be said to people. */
  where(id: IncidentId): string;
}
