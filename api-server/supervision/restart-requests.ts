import type { ReleasePlace } from './release-place.js';

/** How many API processes there may be. As long as nothing scales by itself, the least run. */
export interface Capacity {
  readonly min: number;
  readonly max: number;
}

/** A change of what runs that somebody waits for, by its id. */
export type Change =
  | { readonly kind: 'restart'; readonly id: string }
  | { readonly kind: 'deploy'; readonly id: string; readonly release: ReleasePlace }
  | ({ readonly kind: 'scale'; readonly id: string } & Capacity);

/** Where a restart is asked for. However often that is while one is under way, one more follows. */
export class RestartRequests {
  #asked = false;
  #change: Change | undefined;
  #heard: () => void = () => {};

  ask(): void {
    this.#asked = true;
    this.#heard();
  }

  /** Asks for a change; false when something else is asked for already. */
  askFor(change: Change): boolean {
    if (this.isAsked) return false;
    this.#change = change;
    this.#heard();
    return true;
  }

  get isAsked(): boolean {
    return this.#asked || this.#change !== undefined;
  }

  /** Resolves at the next request, at once when there was one; also when it is aborted. */
  async next(signal: AbortSignal): Promise<Change | 'restart'> {
    while (!this.isAsked && !signal.aborted) await this.#wait(signal);
    const change = this.#change;
    this.#change = undefined;
    if (change) return change;
    this.#asked = false;
    return 'restart';
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((heard) => {
      this.#heard = heard;
      signal.addEventListener('abort', () => heard(), { once: true });
    });
  }
}
