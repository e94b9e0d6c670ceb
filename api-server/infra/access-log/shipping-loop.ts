import type { Clock } from '../../../src/platform/host.js';

/** What moves files; true when nothing is left to try again. */
export type ShippingPass = (signal: AbortSignal) => Promise<boolean>;

const longestPauseMs = 60_000;

/**
 * Runs passes, one at a time: regularly, and after failures with longer and longer pauses.
 */
export class ShippingLoop {
  readonly #pass: ShippingPass;
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #everyMs: number;
  readonly #random: () => number;
  readonly #cut = new AbortController();
  readonly #stopped = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor(options: {
    readonly pass: ShippingPass;
    readonly clock: Pick<Clock, 'sleep'>;
    readonly everyMs: number;
    /** A number in [0, 1): several servers must not come back in step. */
    readonly random: () => number;
  }) {
    this.#pass = options.pass;
    this.#clock = options.clock;
    this.#everyMs = options.everyMs;
    this.#random = options.random;
  }

  start(): void {
    this.#ended = this.#run();
  }

  /** One more pass, all of it within this time; what is still under way then is cut off. */
  async stop(withinMs: number): Promise<void> {
    this.#stopped.abort();
    const over = new AbortController();
    void this.#clock.sleep(withinMs, over.signal).then(
      () => this.#cut.abort(new Error('There was no more time.')),
      () => {},
    );
    await this.#ended;
    over.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    let failures = 0;
    while (!signal.aborted) {
      failures = (await this.#pass(this.#cut.signal)) ? 0 : failures + 1;
      await this.#clock.sleep(this.#pauseAfter(failures), signal).catch(() => {});
    }
    await this.#pass(this.#cut.signal);
  }

  #pauseAfter(failures: number): number {
    if (failures === 0) return this.#everyMs;
    const pause = Math.min(longestPauseMs, this.#everyMs * 2 ** (failures - 1));
    return pause * (0.75 + this.#random() / 2);
  }
}
