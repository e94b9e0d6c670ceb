import type { Readable } from 'node:stream';
import type { AccessLogRecord, CauseClass } from '../src/contracts/access-log.js';
import type { Clock } from '../src/platform/host.js';
import type { ApiConfig } from './config.js';
import type { BreedStore } from './features/breeds/store.js';
import type { CategoryStore } from './features/categories/store.js';
import type { FavouriteStore } from './features/favourites/store.js';
import type { ImageRecord, ImageStore, RenditionName } from './features/images/store.js';
import type { KeyStore } from './features/keys/store.js';
import type { SignUpStore } from './features/sign-up/store.js';
import type { UploadStore } from './features/uploads/store.js';
import type { VoteStore } from './features/votes/store.js';
import type { WebhookStore } from './features/webhooks/store.js';
import type { BreakerState } from './health/breaker-board.js';
import type { Reply } from './http/reply.js';

/** One thing that changed, in the order of the change sequence. */
export interface Change {
  /** Grows by one or more with every change; never reused. */
  readonly seq: number;
  readonly kind: 'image' | 'breed' | 'category' | 'key';
  /** Id of what changed: image id, breed id, category id, key id. */
  readonly subject: string;
}

/** The sequence of changes that every process follows to keep its indexes and caches true. */
export interface ChangeFeed {
  /** The newest sequence number; 0 when nothing ever changed. */
  latest(): Promise<number>;
  /** How far behind what is written that is which is read, in milliseconds. */
  ageMs(): number;
  /** How far the replica furthest behind is behind the primary; null without replicas. */
  replicaLagSeconds(): number | null;
  /** Changes after `seq`, oldest first, at most `limit`. */
  since(seq: number, limit: number): Promise<readonly Change[]>;
  /**
   * What tells this change from one of the same number in another database, or in this one before it
   * was restored; undefined when there is no such change.
   */
  mark(seq: number): Promise<string | undefined>;
}

/** A reply that some process loaded, as any process can send it. */
export interface SharedReply {
  readonly reply: Reply;
  /** Milliseconds since it was loaded, by the clocks of both processes. */
  readonly ageMs: number;
}

/** What is there of a key, and the way to put a reply there that is loaded now. */
export interface SharedLookup {
  readonly found: SharedReply | undefined;
  /**
   * Nobody waits for it, it may be lost, and it never throws. The reply must have been loaded after
   * the lookup began: whatever changed since then, it is never given to anybody who knows of it.
   */
  put(reply: Reply, keepMs: number): void;
}

/**
 * Replies that all processes of all servers share. What a change made old is never given to a process
 * that has applied that change, however late a slow one puts it there, whatever was lost meanwhile.
 */
export interface SharedReplies {
  /** Bounded in time, and never rejects: what is lost, slow or doubtful is as if nothing were there. */
  find(key: string, tags: readonly string[]): Promise<SharedLookup>;
  /** This process has applied all changes up to this one. Called before it forgets what they made old. */
  applied(seq: number): void;
  readonly counts: {
    readonly hits: number;
    readonly misses: number;
    /** Not answered, in time or at all, or not to be understood. */
    readonly errors: number;
  };
}

/** What a process asks of a limit that all of them share. */
export interface LimitAsk {
  readonly route: string;
  /** Name of whoever is limited: equal in all processes. */
  readonly client: string;
  /** Requests that may be let through in a window. */
  readonly limit: number;
  /** Requests that wait to be let through. */
  readonly need: number;
  /** More of them that it would like, for those that will come. */
  readonly ahead: number;
  /** Requests that it has let through without asking. */
  readonly owed: number;
}

/** What it is given. */
export interface LimitGiven {
  /** As many as it needs, unless too few are left. */
  readonly granted: number;
  /** Given to all processes in this window, so far; never above the limit, but for what was owed. */
  readonly total: number;
  /** Milliseconds until the window ends. */
  readonly leftMs: number;
}

/** The secret by which a process names addresses, which is agreed on with the others. */
export interface NamingSecret {
  /** The present one; `until` is of the monotonic clock. */
  current(): { readonly bytes: Buffer; readonly until: number };
  adopt(bytes: Buffer, until: number): void;
}

/** Rate limits that all processes of all servers count together. */
export interface SharedLimits {
  /** False while nobody would answer. */
  readonly works: boolean;
  /**
   * One step for all processes: together they are never given more than the limit in a window.
   * Bounded in time, and never rejects: undefined when there is no answer.
   */
  take(ask: LimitAsk): Promise<LimitGiven | undefined>;
  /** Keeps the secret equal in all processes, in the background, until the connection is closed. */
  agree(secret: NamingSecret): void;
  readonly counts: { readonly asked: number; readonly failed: number };
}

/** How something that the API can do without is doing. */
export interface LinkState {
  readonly works: boolean;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** A code of what is wrong, when it does not work. */
  readonly reason?: string;
}

/** What all servers share beside the database, where it is configured. */
export interface Shared {
  readonly replies: SharedReplies;
  readonly limits: SharedLimits;
  readonly state: LinkState;
}

/** Counts the database queries that a piece of work makes, whatever it awaits. */
export interface QueryMeter {
  measure<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly queries: number }>;
}

/** A part of a file: its first and its last byte, from 0. */
export interface BytePart {
  readonly first: number;
  readonly last: number;
}

/** Who may see a picture file: everybody, for good, or the owner alone, for now. */
export type Audience = 'public' | 'owner';

/** A picture file in a listing. */
export interface PictureFile {
  readonly name: string;
  /** When it was put there or relabelled, milliseconds since the epoch; undefined when not said. */
  readonly changedAt: number | undefined;
}

/** Picture files by name, such as `ebv.jpg` and `thumb/ebv.jpg`. Names are checked before they come here. */
export interface ObjectStore {
  /** Undefined when there is no such file. */
  read(name: string): Promise<Buffer | undefined>;
  /** Bytes of a file; undefined when there is none. */
  size(name: string): Promise<number | undefined>;
  /** A file as it is read, or a part of it; undefined when there is none. */
  stream(name: string, part?: BytePart): Promise<Readable | undefined>;
  /** Resolves when the file is durable; false when there is one of that name, which stays. */
  write(name: string, bytes: Buffer, audience: Audience): Promise<boolean>;
  /** Tells the storage who may see a file from now on; nothing happens when there is none. */
  relabel(name: string, audience: Audience): Promise<void>;
  /** Removes a file for good; nothing happens when there is none. */
  remove(name: string): Promise<void>;
}

/** A picture made anew of what was sent: its pixels, and nothing else that was in the file. */
export interface CleanPicture {
  readonly extension: ImageRecord['extension'];
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

/** Makes pictures of files that strangers send. */
export interface PictureCleaner {
  /**
   * Undefined for what is no whole JPEG, PNG or GIF; `too-large` for one with more pixels than are
   * allowed. Bounded in time and memory; rejects as overload when that takes too long.
   */
  clean(bytes: Buffer): Promise<CleanPicture | 'too-large' | undefined>;
}

/** A smaller copy of a picture. */
export interface MadeRendition {
  readonly name: RenditionName;
  readonly bytes: Buffer;
}

/** Makes the smaller copies of pictures. */
export interface PictureResizer {
  /**
   * All that a picture of this width has, the widest first; the bytes must be those that a
   * {@link PictureCleaner} made. An animation stays one. Bounded in memory and in time; given up when
   * the signal says so.
   */
  resize(
    bytes: Buffer,
    picture: Pick<ImageRecord, 'extension' | 'width'>,
    signal?: AbortSignal,
  ): Promise<readonly MadeRendition[]>;
}

/** What stands before the API and keeps picture files for it. */
export interface Cdn {
  /**
   * Has it forget these paths, such as `/images/ebv.jpg`, within minutes. The same name with the same
   * paths is the same request, made once. Rejects when it was not accepted.
   */
  forget(paths: readonly string[], name: string, signal: AbortSignal): Promise<void>;
}

/** Where requests are recorded. Never blocks and never throws; drops are counted. */
export interface AccessLog {
  write(record: AccessLogRecord): void;
  readonly counts: { readonly written: number; readonly dropped: number };
}

/** How moving finished log files goes, since the start. */
export interface ShippingState {
  readonly shippedFiles: number;
  /** Records in files that were dropped because too much waited. */
  readonly droppedRecords: number;
  /** Finished files that wait, as far as was last seen. */
  readonly waitingFiles: number;
  /** Bytes of them. */
  readonly waitingBytes: number;
}

/** Moves finished files of the access log into object storage, in the background. */
export interface LogShipping {
  readonly state: ShippingState;
  /** Moves what can be moved within this time, and ends. Safe to repeat. */
  stop(withinMs: number): Promise<void>;
}

/** One line a failure, to standard error. Values are made printable; secrets never come here. */
export interface Log {
  error(event: string, fields: Readonly<Record<string, unknown>>): void;
  info(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** What is told of a failure beside what the error says. Nothing that a client sent. */
export interface FailureFacts extends Readonly<Record<string, unknown>> {
  readonly route?: string;
}

/** How often something failed, since the process started. */
export interface FailureCount {
  readonly event: string;
  readonly cause: CauseClass;
  /** What was ill; empty for a defect of ours and for overload. */
  readonly dependency: string;
  readonly count: number;
}

/** Where failures are told of, a line each and few of a flood, and counted. Never throws. */
export interface FailureLog {
  /** Gives the class of what failed. */
  note(event: string, error: unknown, facts?: FailureFacts): CauseClass;
  readonly counts: readonly FailureCount[];
}

/** What the readiness of a process is made of. */
export type HealthPart =
  | 'database-read'
  | 'database-write'
  | 'database-replicas'
  | 'objects'
  | 'redis';

/** How one thing that the API needs is doing. Plain JSON. */
export interface DependencyState {
  readonly dependency: HealthPart;
  /** `degraded`: something else makes up for it. */
  readonly status: 'ok' | 'degraded' | 'down';
  /** Since when it is not ok, milliseconds since the epoch. */
  readonly since: number | null;
  /** What is wrong with it, and with which of several, in a few words of ours. */
  readonly reason: string | null;
  /** Processes that find it ill. */
  readonly illIn: number;
}

/** Where it is remembered what is ill, and since when. */
export interface Health {
  /**
   * Says how a dependency was found: well, or with what error. From then on it is shown. `which` names
   * those that are ill where there are several.
   */
  seen(dependency: HealthPart, error?: unknown, which?: string): void;
  isIll(dependency: HealthPart): boolean;
  readonly states: readonly DependencyState[];
}

/** Finds out how something is that the API needs. */
export interface Probe {
  readonly dependency: HealthPart;
  /** Rejects when it is ill. Asked every two seconds; one that says nothing for three is ill. */
  check(): Promise<void>;
}

/** Everything the API is made of; `wiring.ts` builds the real ones. */
export interface AppDeps {
  readonly config: ApiConfig;
  readonly stores: {
    readonly images: ImageStore;
    readonly breeds: BreedStore;
    readonly categories: CategoryStore;
    readonly keys: KeyStore;
    readonly uploads: UploadStore;
    readonly votes: VoteStore;
    readonly favourites: FavouriteStore;
    readonly signUp: SignUpStore;
    readonly webhooks: WebhookStore;
    readonly changes: ChangeFeed;
  };
  /** Undefined where no Redis is configured. */
  readonly shared: Shared | undefined;
  readonly objects: ObjectStore;
  readonly pictures: PictureCleaner;
  readonly queries: QueryMeter;
  /** Queries that the database does at once for this process. */
  readonly lanes: number;
  readonly accessLog: AccessLog;
  readonly log: Log;
  readonly failures: FailureLog;
  readonly health: Health;
  readonly breakers: { readonly states: readonly BreakerState[] };
  readonly probes: readonly Probe[];
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
}
