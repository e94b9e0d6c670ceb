import type { Clock } from '../../src/platform/host.js';

const milliseconds = Array.from({ length: 1000 }, (_, ms) => `.${String(ms).padStart(3, '0')}Z`);

/** The present as text. What stays for a second is made once a second. */
export class TimeTexts {
  readonly #clock: Clock;
  #second = Number.NaN;
  #iso = '';
  #http = '';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** ISO 8601, UTC, milliseconds. */
  iso(): string {
    const now = this.#clock.now();
    this.#at(now);
    return this.#iso + milliseconds[now % 1000];
  }

  /** As HTTP headers write it. */
  http(): string {
    this.#at(this.#clock.now());
    return this.#http;
  }

  #at(now: number): void {
    const second = Math.floor(now / 1000);
    if (second === this.#second) return;
    const date = new Date(second * 1000);
    this.#second = second;
    this.#iso = date.toISOString().slice(0, -5);
    this.#http = date.toUTCString();
  }
}
