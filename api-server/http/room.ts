import type { Bulkhead } from './bulkhead.js';

/** How much goes on at once in all routes together, and how much waits. */
export interface RoomSize {
  readonly places: number;
  readonly waiting: number;
}

/**
 * Places that the bulkheads of all routes share. When one is free the routes that wait are served
 * one load each, in turn, so that a crowd on one of them holds nobody else up.
 */
export class Room {
  readonly #size: RoomSize;
  readonly #isOverloaded: () => boolean;
  /** In the order in which they were last served. */
  readonly #queue = new Set<Bulkhead>();
  #taken = 0;
  #waiting = 0;
  #unansweredSince: number | undefined;

  constructor(size: RoomSize, isOverloaded: () => boolean) {
    this.#size = size;
    this.#isOverloaded = isOverloaded;
  }

  /** Whether nothing more is taken in at all. */
  get refuses(): boolean {
    return this.#isOverloaded();
  }

  get mayWait(): boolean {
    return this.#waiting < this.#size.waiting;
  }

  /** Times are of the monotonic clock. */
  take(now: number): boolean {
    if (this.#taken >= this.#size.places) return false;
    this.#taken += 1;
    this.#unansweredSince ??= now;
    return true;
  }

  /** What is loaded from has answered, before the place of the load is given back. */
  heard(now: number): void {
    this.#unansweredSince = this.#taken > 1 ? now : undefined;
  }

  /** For how long it has answered nothing of what it was asked. */
  silentMs(now: number): number {
    return now - (this.#unansweredSince ?? now);
  }

  giveBack(): void {
    this.#taken -= 1;
    for (const bulkhead of this.#queue) {
      if (this.#taken >= this.#size.places) return;
      if (!bulkhead.beginNext()) continue;
      // To the end, where this loop comes by again when there is a place left.
      if (this.#queue.delete(bulkhead)) this.#queue.add(bulkhead);
    }
  }

  /** One more load waits. */
  queue(bulkhead: Bulkhead): void {
    this.#waiting += 1;
    this.#queue.add(bulkhead);
  }

  /** One load does not wait any more. */
  left(bulkhead: Bulkhead, stillWaiting: number): void {
    this.#waiting -= 1;
    if (stillWaiting === 0) this.#queue.delete(bulkhead);
  }
}
