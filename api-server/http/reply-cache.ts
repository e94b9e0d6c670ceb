import { LRUCache } from 'lru-cache';
import type { CacheOutcome } from '../../src/contracts/access-log.js';
import { type Reply, readied } from './reply.js';

/** A kept reply. Times are of the monotonic clock. */
export interface Entry {
  readonly reply: Reply;
  readonly freshUntil: number;
  readonly staleUntil: number;
  readonly tags: readonly string[];
  /** Before this a failed renewal is not tried again. */
  retryAt: number;
}

/** What to load when the cache has nothing fresh. */
export interface Load {
  readonly key: string;
  readonly freshMs: number;
  readonly staleMs: number;
  readonly tags: readonly string[];
  /** Loads it; `renewing` is true when there is a stale reply of it already. */
  run(renewing: boolean): Promise<LoadResult>;
}

/** What was loaded, and how often the database was asked for it. */
export interface LoadResult {
  readonly value: Reply;
  readonly queries: number;
  /** Set when another process had loaded it: how long ago. */
  readonly ageMs?: number;
}

export interface Loaded {
  readonly reply: Reply;
  readonly outcome: CacheOutcome;
  /** Queries charged to this request: none when another one had started the load. */
  readonly queries: number;
}

/** Told of loads that no request waits for. */
export interface RenewalListener {
  renewed(queries: number): void;
  failed(error: unknown): void;
}

interface Flight {
  readonly promise: Promise<LoadResult>;
  readonly tags: readonly string[];
  /** True when what it loads was changed since it started: its result must not be kept. */
  outdated: boolean;
}

/** What a {@link ReplyCache} is made from. */
export interface ReplyCacheOptions {
  readonly maxBytes: number;
  readonly monotonic: () => number;
}

const entryOverhead = 1100;
const renewalPauseMs = 1000;

/**
 * Replies ready to be sent, bounded by bytes. Any number of requests for one thing start one load.
 * An invalidated tag takes its replies out, and a load under way is no longer joined nor kept.
 */
export class ReplyCache {
  readonly #entries: LRUCache<string, Entry>;
  readonly #keysByTag = new Map<string, Set<string>>();
  readonly #flights = new Map<string, Flight>();
  readonly #monotonic: () => number;

  constructor(options: ReplyCacheOptions) {
    this.#monotonic = options.monotonic;
    this.#entries = new LRUCache({
      maxSize: options.maxBytes,
      // One reply must not push out all others.
      maxEntrySize: Math.ceil(options.maxBytes / 8),
      dispose: (entry, key) => this.#untag(key, entry.tags),
    });
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The reply, when it is fresh. */
  fresh(key: string, now: number): Reply | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && now < entry.freshUntil ? entry.reply : undefined;
  }

  /** The stale reply at once while it is renewed, or the reply that is loaded now. */
  async obtain(load: Load, listener: RenewalListener): Promise<Loaded> {
    const now = this.#monotonic();
    const entry = this.#entries.get(load.key);
    if (entry && now < entry.staleUntil) {
      if (now >= entry.retryAt) this.#renew(load, entry, listener);
      return { reply: entry.reply, outcome: 'stale', queries: 0 };
    }
    const joined = this.underWay(load.key);
    const { value, queries, ageMs } = await (joined ?? this.#start(load, false)).promise;
    const outcome = ageMs === undefined ? 'miss' : ageMs < load.freshMs ? 'hit' : 'stale';
    const kept = outcome === 'stale' ? this.#entries.peek(load.key) : undefined;
    if (kept?.reply === value) this.#renew(load, kept, listener);
    return { reply: value, outcome, queries: joined ? 0 : queries };
  }

  /** Takes out everything that depends on a tag, whether kept or still being loaded. */
  invalidate(tag: string): void {
    for (const [key, flight] of this.#flights) {
      if (!flight.tags.includes(tag)) continue;
      flight.outdated = true;
      this.#flights.delete(key);
    }
    // A copy: taking an entry out changes the set.
    for (const key of [...(this.#keysByTag.get(tag) ?? [])]) this.#entries.delete(key);
  }

  /** The load of the same thing that others wait for; whoever comes later waits for it too. */
  protected underWay(key: string): Flight | undefined {
    return this.#flights.get(key);
  }

  #renew(load: Load, entry: Entry, listener: RenewalListener): void {
    if (this.#flights.has(load.key)) return;
    this.#start(load, true).promise.then(
      ({ queries }) => listener.renewed(queries),
      (error: unknown) => {
        entry.retryAt = this.#monotonic() + renewalPauseMs;
        listener.failed(error);
      },
    );
  }

  #start(load: Load, renewing: boolean): Flight {
    const promise = load
      .run(renewing)
      .then((loaded) => {
        const result = { ...loaded, value: readied(loaded.value) };
        if (!flight.outdated) this.#keep(load, result);
        this.#land(load.key, flight);
        return result;
      })
      // Also of what cannot be sent: whoever comes later must not wait for it.
      .catch((error: unknown) => {
        this.#land(load.key, flight);
        throw error;
      });
    const flight: Flight = { promise, tags: load.tags, outdated: false };
    this.#flights.set(load.key, flight);
    return flight;
  }

  #land(key: string, flight: Flight): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }

  #keep(load: Load, { value: reply, ageMs = 0 }: LoadResult): void {
    // Errors and answers about nothing are cheap to give again and must not push out the rest.
    // What is read as it is sent is not held.
    if (reply.status >= 400 || reply.stream) return;
    const freshUntil = this.#monotonic() - ageMs + load.freshMs;
    const entry: Entry = {
      reply,
      freshUntil,
      staleUntil: freshUntil + load.staleMs,
      tags: load.tags,
      retryAt: 0,
    };
    this.#entries.set(load.key, entry, {
      size: entryOverhead + reply.bytes + (reply.ready?.lines.length ?? 0) + 2 * load.key.length,
    });
    if (this.#entries.peek(load.key) === entry) this.#tag(load.key, load.tags);
  }

  #tag(key: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const keys = this.#keysByTag.get(tag);
      if (keys) keys.add(key);
      else this.#keysByTag.set(tag, new Set([key]));
    }
  }

  #untag(key: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const keys = this.#keysByTag.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) this.#keysByTag.delete(tag);
    }
  }
}
