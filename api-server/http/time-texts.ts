import type { Clock } from '../../src/platform/host.js';

/** The present as text, made once a millisecond or second however often it is asked for. */
export class TimeTexts {
  readonly #clock: Clock;
  #ms = Number.NaN;
  #iso = '';
  #second = Number.NaN;
  #http = '';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** ISO 8601, UTC, milliseconds. */
  iso(): string {
    const now = this.#clock.now();
    if (now !== this.#ms) {
      this.#ms = now;
      this.#iso = new Date(now).toISOString();
    }
    return this.#iso;
  }

  /** As HTTP headers write it. */
  http(): string {
    const second = Math.floor(this.#clock.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#http = new Date(second * 1000).toUTCString();
    }
    return this.#http;
  }
}
