import type { Clock } from '../../src/platform/host.js';
import { type Reply, textReply } from './reply.js';

/** How many requests a client may still make on one route. */
export interface Window {
  /** Of the monotonic clock. */
  endsAt: number;
  /** When the window ends, as the client is told. */
  resetAt: string;
  /** Requests let through. */
  count: number;
  /** Where all processes count together. */
  share: Share | undefined;
  /** The seconds left as text, kept for the other requests of the same millisecond. */
  left: { ms: number; text: string };
}

/** What this process may let through of one window that all processes share. */
export interface Share {
  /** Requests it may still let through without asking. */
  left: number;
  /** Requests it let through. */
  used: number;
  /** Those of them that it has not told of, because nobody answered. */
  owed: number;
  /** All is given out, to whomever, until the window ends. */
  spent: boolean;
  asking: boolean;
  /** Requests that wait for an answer. */
  waiting: ((admitted: boolean) => void)[];
}

export const windowSeconds = 60;
export const windowMs = windowSeconds * 1000;
const defaultMaxClients = 100_000;

/**
 * Fixed windows of 60 seconds, each starting at a client's first request, for one route. Exact: of
 * any number of requests in a window, `limit` are let through. Bounded: with more clients at once
 * than it holds, the oldest window is given up, so that client starts anew.
 */
export class RateLimiter {
  // All windows are equally long, so the order of insertion is the order of expiry. One that is shared
  // may end sooner, and then waits for its turn to be forgotten.
  readonly #windows = new Map<string, Window>();
  readonly #maxClients: number;

  constructor(options: { maxClients?: number } = {}) {
    this.#maxClients = options.maxClients ?? defaultMaxClients;
  }

  get size(): number {
    return this.#windows.size;
  }

  /** The client's window; it is counted in only while it has room. */
  window(client: string, now: number, clock: Pick<Clock, 'now'>): Window {
    const known = this.#windows.get(client);
    if (known !== undefined && now < known.endsAt) return known;
    if (known !== undefined) this.#windows.delete(client);
    this.#makeRoom(now);
    const window: Window = {
      endsAt: now + windowMs,
      resetAt: new Date(clock.now() + windowMs).toISOString(),
      count: 0,
      share: undefined,
      left: { ms: windowMs, text: String(windowSeconds) },
    };
    this.#windows.set(client, window);
    return window;
  }

  #makeRoom(now: number): void {
    for (const [client, window] of this.#windows) {
      if (now < window.endsAt && this.#windows.size < this.#maxClients) return;
      this.#windows.delete(client);
    }
  }
}

/** Counts a request in; false when the limit is reached, and then nothing is counted. */
export function take(window: Window, limit: number): boolean {
  if (window.count >= limit) return false;
  window.count += 1;
  return true;
}

/** The five headers that tell a client where it stands. */
export function rateLimitHeaders(window: Window, limit: number, now: number): readonly string[] {
  return [
    'RateLimit-Limit',
    String(limit),
    'RateLimit-Remaining',
    String(limit - window.count),
    'RateLimit-Consumed',
    String(window.count),
    'RateLimit-Reset',
    window.resetAt,
    'Retry-After-Seconds',
    secondsText(window, now),
  ];
}

function msLeft(window: Window, now: number): number {
  return Math.max(0, Math.round(window.endsAt - now));
}

function secondsText(window: Window, now: number): string {
  const ms = msLeft(window, now);
  if (window.left.ms !== ms) window.left = { ms, text: String(ms / 1000) };
  return window.left.text;
}

/** The reply over the limit. With a key the sender adds the other five headers, as to any reply. */
export function tooMany(
  window: Window,
  limit: number,
  { now, keyed }: { now: number; keyed: boolean },
): Reply {
  const seconds = String(Math.ceil(msLeft(window, now) / 1000));
  const headers = keyed ? [] : rateLimitHeaders(window, limit, now);
  return textReply(
    429,
    `RATE_LIMIT_EXCEEDED - too many requests, try again in ${seconds} seconds`,
    [...headers, 'Retry-After', seconds],
  );
}
