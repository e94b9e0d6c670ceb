/** Looks a minute are few enough that the calls stay below this, however many alarms there are. */
export const callsAMinute = 60;

const slowestMs = 120_000;
// Good looks in a row before the pace is doubled again.
const goodLooks = 4;
const spread = 0.2;

/** How often a follower looks: as asked, slower where there are many alarms or the service says so. */
export class Pace {
  readonly #askedMs: number;
  #everyMs: number;
  #good = 0;

  constructor(askedMs: number) {
    this.#askedMs = askedMs;
    this.#everyMs = askedMs;
  }

  /** Milliseconds between two looks now, without its jitter. */
  get everyMs(): number {
    return this.#everyMs;
  }

  /** The service was asked too often. */
  throttled(): void {
    this.#everyMs = Math.min(Math.max(slowestMs, this.#askedMs), this.#everyMs * 2);
    this.#good = 0;
  }

  /** A look went well. True when with it the pace that was asked for is back. */
  went(): boolean {
    if (this.#everyMs === this.#askedMs) return false;
    this.#good += 1;
    if (this.#good < goodLooks) return false;
    this.#good = 0;
    this.#everyMs = Math.max(this.#askedMs, this.#everyMs / 2);
    return this.#everyMs === this.#askedMs;
  }

  /**
   * Milliseconds from the begin of a look of so many calls to the next: up to a fifth sooner or later,
   * so that many followers do not look together. `fraction` is in [0, 1).
   */
  nextMs(calls: number, fraction: number): number {
    const jittered = this.#everyMs * (1 - spread + 2 * spread * fraction);
    return Math.round(Math.max(jittered, (calls * 60_000) / callsAMinute));
  }
}
