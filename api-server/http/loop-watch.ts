import type { Clock } from '../../src/platform/host.js';

/** How often the event loop is looked at. */
const everyMs = 250;
/** A look that comes so much too late was held up. */
const lateMs = 250;
/** So many in a row, two seconds: a machine that is slow for a moment is not overloaded. */
const looks = 4;

/**
 * Knows when the event loop has more to do than it gets done: every look at it comes late, one after
 * the other. Then requests that need the database are refused, which costs little, so that what is
 * in memory goes on being served. The first look that comes in time ends it.
 */
export class LoopWatch {
  readonly #clock: Pick<Clock, 'monotonic' | 'sleep'>;
  readonly #stop = new AbortController();
  #lateInARow = 0;

  constructor(clock: Pick<Clock, 'monotonic' | 'sleep'>) {
    this.#clock = clock;
  }

  get isOverloaded(): boolean {
    return this.#lateInARow >= looks;
  }

  /** Looks until {@link stop}. */
  async follow(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const before = this.#clock.monotonic();
      try {
        await this.#clock.sleep(everyMs, signal);
      } catch {
        return;
      }
      const late = this.#clock.monotonic() - before - everyMs >= lateMs;
      this.#lateInARow = late ? this.#lateInARow + 1 : 0;
    }
  }

  stop(): void {
    this.#stop.abort();
  }
}
