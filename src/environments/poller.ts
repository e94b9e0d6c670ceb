import { CatopsError } from '../platform/errors.js';
import type { Clock } from '../platform/host.js';

/** Why the vendor is not heard, as it is said once each time. */
export type Trouble = 'throttled' | 'unreachable' | 'credential';

/** What a poller needs. */
export interface Polling {
  readonly clock: Clock;
  /** From 0 to 1, as `Math.random`. */
  readonly random: () => number;
  /** Trouble has begun, or (null) is over. */
  onTrouble(trouble: Trouble | null, message: string): void;
}

const paceMs = 5000;
const slowestMs = 60_000;
const credentialMs = 300_000;

/**
 * Looks again and again, one look at a time, 5 s and up to half of that apart. A vendor that is asked
 * too often or away is asked half as often each time, a minute apart at most, and never given up;
 * refused credentials are given up after five minutes, for somebody may be renewing them.
 */
export class Poller {
  readonly #polling: Polling;
  #pace = paceMs;
  #trouble: Trouble | null = null;
  #refusedSince: number | null = null;

  constructor(polling: Polling) {
    this.#polling = polling;
  }

  /** One look; null when the vendor was not heard. */
  async look<T>(look: () => Promise<T>): Promise<T | null> {
    try {
      const seen = await look();
      this.#say(null, '');
      this.#pace = paceMs;
      this.#refusedSince = null;
      return seen;
    } catch (error) {
      this.#bear(error);
      return null;
    }
  }

  /** Waits for the time of the next look; throws the signal's reason when it is aborted. */
  async pause(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#polling;
    await clock.sleep(this.#pace * (1 + random() / 2), signal);
    signal.throwIfAborted();
  }

  #bear(error: unknown): void {
    const trouble = troubleOf(error);
    if (trouble === null) throw error;
    const now = this.#polling.clock.monotonic();
    if (trouble === 'credential') {
      this.#refusedSince ??= now;
      if (now - this.#refusedSince >= credentialMs) throw error;
    } else this.#pace = Math.min(slowestMs, this.#pace * 2);
    this.#say(trouble, (error as CatopsError).message);
  }

  #say(trouble: Trouble | null, message: string): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#polling.onTrouble(trouble, message);
  }
}

function troubleOf(error: unknown): Trouble | null {
  if (!(error instanceof CatopsError)) return null;
  if (error.code === 'vendor-throttled') return 'throttled';
  if (error.code === 'vendor-unreachable') return 'unreachable';
  return error.code === 'credential-refused' ? 'credential' : null;
}
