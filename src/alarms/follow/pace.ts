/** Looks are so far apart that the calls of a minute stay below this. */
export const callsAMinute = 60;

const slowestMs = 120_000;
// Good looks in a row before the pace is doubled again.
const goodLooks = 4;
const spread = 0.2;

/** Looks of so many calls that far apart: no minute, wherever it begins, has more than it may. */
function leastWaitMs(calls: number): number {
  const looksAMinute = Math.floor(callsAMinute / Math.max(1, calls));
  // More than 5,700 alarms in one account: more than a minute's calls are spread over several.
  if (looksAMinute === 0) return Math.ceil(calls / callsAMinute) * 60_000;
  return 60_000 / looksAMinute;
}

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

  /** Whether it is slower than asked, because the service said so. */
  get slowed(): boolean {
    return this.#everyMs > this.#askedMs;
  }

  /** The service was asked too often. */
  throttled(): void {
    this.#everyMs = Math.min(Math.max(slowestMs, this.#askedMs), this.#everyMs * 2);
    this.#good = 0;
  }

  /** A look went well. True when with it the pace that was asked for is back. */
  went(): boolean {
    if (!this.slowed) return false;
    this.#good += 1;
    if (this.#good < goodLooks) return false;
    this.#good = 0;
    this.#everyMs = Math.max(this.#askedMs, this.#everyMs / 2);
    return !this.slowed;
  }

  /**
   * Milliseconds from the begin of a look of so many calls to the next: up to a fifth sooner or later,
   * so that many followers do not look together. `fraction` is in [0, 1).
   */
  nextMs(calls: number, fraction: number): number {
    const jittered = this.#everyMs * (1 - spread + 2 * spread * fraction);
    return Math.round(Math.max(jittered, leastWaitMs(calls)));
  }
}
