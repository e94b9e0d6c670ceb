import type { Clock } from './host.js';

/** Work that is done again and again, each time after a pause, until it is stopped. It never throws. */
export class Repeating {
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #everyMs: number;
  readonly #work: () => Promise<void> | void;
  readonly #stopped = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(clock: Pick<Clock, 'sleep'>, everyMs: number, work: () => Promise<void> | void) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#work = work;
  }

  /** Begins with a pause. */
  start(): void {
    this.#running = this.#repeat();
  }

  /** Does it no more, and resolves when nothing of it is under way. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #repeat(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      try {
        await this.#clock.sleep(this.#everyMs, signal);
      } catch {
        return;
      }
      await this.#work();
    }
  }
}
