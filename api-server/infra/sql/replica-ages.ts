import type { ReplicaView } from './read-choice.js';

/** Remembers how old what the replicas have is, also while they do not know it themselves. */
export class ReplicaAges {
  /** For each, of the monotonic clock: what it has was all there was then. */
  readonly #wholeAt: number[] = [];

  /** Notes what was seen at this time. */
  note(views: readonly (ReplicaView | undefined)[], now: number): void {
    for (const [index, view] of views.entries()) {
      // Without a primary none knows it; from then on it only grows older.
      if (view?.lagSeconds != null) this.#wholeAt[index] = now - view.lagSeconds * 1000;
      else this.#wholeAt[index] ??= now;
    }
  }

  /** Milliseconds, as of the look at `now`; 0 for one that was never seen. */
  of(index: number, now: number): number {
    return Math.max(0, now - (this.#wholeAt[index] ?? now));
  }
}
