import { CatopsError } from '../../platform/errors.js';
import type { FollowEvent } from './follow-event.js';
import type { Pace } from './pace.js';

/** Refused credentials may be renewed meanwhile, by whoever renews them; not for ever. */
export const credentialsForMs = 5 * 60_000;

/** What a failed look means: go on, or end with this error. */
export type Verdict = { readonly kind: 'go-on' } | { readonly kind: 'end'; error: CatopsError };

/**
 * Says each trouble once, and when it is over. Asked too often, or no answer: however long it takes,
 * following goes on. `now` is of a clock that never goes back.
 */
export class Patience {
  readonly #pace: Pace;
  readonly #tell: (event: FollowEvent) => void;
  #slowed = false;
  #lostAt: number | null = null;
  #refusedAt: number | null = null;

  constructor(pace: Pace, tell: (event: FollowEvent) => void) {
    this.#pace = pace;
    this.#tell = tell;
  }

  /** Whether the last look was answered. */
  get answered(): boolean {
    return this.#lostAt === null && this.#refusedAt === null;
  }

  /** Anything but a trouble of the service is thrown on. */
  failed(error: unknown, now: number): Verdict {
    if (!(error instanceof CatopsError)) throw error;
    if (error.code === 'vendor-throttled') this.#tooOften(error);
    else if (error.code === 'vendor-unreachable') this.#lost(error, now);
    else if (error.code === 'credential-refused') return this.#refused(error, now);
    else throw error;
    return { kind: 'go-on' };
  }

  /** All that a look asks for was answered, whatever pages are still to come. */
  heard(now: number): void {
    const since = this.#refusedAt ?? this.#lostAt;
    if (since !== null) this.#tell({ kind: 'found', afterMs: now - since });
    this.#lostAt = null;
    this.#refusedAt = null;
  }

  /** A look is over, and went well. */
  went(): void {
    if (!this.#pace.went()) return;
    this.#slowed = false;
    this.#tell({ kind: 'regained', everyMs: this.#pace.everyMs });
  }

  #tooOften(error: CatopsError): void {
    this.#pace.throttled();
    if (this.#slowed) return;
    this.#slowed = true;
    this.#tell({ kind: 'slowed', error, everyMs: this.#pace.everyMs });
  }

  #lost(error: CatopsError, now: number): void {
    if (this.#lostAt !== null) return;
    this.#lostAt = now;
    this.#tell({ kind: 'lost', error });
  }

  #refused(error: CatopsError, now: number): Verdict {
    if (this.#refusedAt === null) {
      this.#refusedAt = now;
      this.#tell({ kind: 'refused', error, forMs: credentialsForMs });
    }
    return now - this.#refusedAt >= credentialsForMs ? { kind: 'end', error } : { kind: 'go-on' };
  }
}
