import { messageOf } from '../../platform/errors.js';

// Fewer failures may be a slow start.
const fewestMisses = 20;

/** Whether the target still answers anything at all, over all phases of a run. */
export class Pulse {
  /** What went wrong with a connection last. */
  fault: unknown = null;
  #beatAt: number;
  #misses = 0;

  /** Times are `performance.now()`. */
  constructor(now: number) {
    this.#beatAt = now;
  }

  /** Something was answered. */
  beat(now: number): void {
    this.#beatAt = now;
    this.#misses = 0;
  }

  /** A request will never be answered. */
  miss(): void {
    this.#misses++;
  }

  /** Why it has to be taken for dead, or null while there is hope. */
  deadSince(now: number, giveUpMs: number): string | null {
    const silentMs = now - this.#beatAt;
    if (this.#misses < fewestMisses || silentMs < giveUpMs) return null;
    const why = this.fault === null ? '' : ` (${messageOf(this.fault)})`;
    return `it answered none of ${this.#misses} requests in ${Math.round(silentMs / 1000)} s${why}`;
  }
}
