import type { LimitGiven, SharedLimits } from '../ports.js';
import { type Share, take, type Window } from './rate-limit.js';

/** How many of its own requests a process asks one in advance for: it holds at most a quarter of them. */
const usedPerAhead = 4;
/** More than it takes to be answered. */
const nearMs = 200;

/** What {@link LimitShares} take. */
export interface LimitSharesDeps {
  readonly limits: SharedLimits;
  readonly route: string;
  readonly clock: { now(): number; monotonic(): number };
}

/**
 * Counts requests against limits that all processes share. A process lets through only what it was
 * given, so together they never let through more than the limit. It asks in advance for a part of
 * what the client has used here, so a client that goes on asking seldom waits; as that is a quarter
 * at most, four fifths of the limit are used before anybody is refused while another process still
 * holds some. Without an answer each process counts alone, and tells of it when there is one again.
 */
export class LimitShares {
  readonly #deps: LimitSharesDeps;

  constructor(deps: LimitSharesDeps) {
    this.#deps = deps;
  }

  /** Counts a request in, or not. A promise only when it must be asked for; that never rejects. */
  take(window: Window, limit: number, client: string): boolean | Promise<boolean> {
    window.share ??= { left: 0, used: 0, owed: 0, spent: false, asking: false, waiting: [] };
    const { share } = window;
    if (share.left > 0) {
      use(window, share);
      if (share.left === 0) this.#askAhead(window, share, limit, client);
      return true;
    }
    if (share.spent) return false;
    if (!this.#deps.limits.works) return this.#takeAlone(window, share, limit);
    return new Promise((resolve) => {
      share.waiting.push(resolve);
      if (!share.asking) void this.#ask(window, share, limit, client);
    });
  }

  #askAhead(window: Window, share: Share, limit: number, client: string): void {
    if (share.used < usedPerAhead || share.asking || !this.#deps.limits.works) return;
    void this.#ask(window, share, limit, client);
  }

  /** Asks until nobody waits: each answer is enough for all who waited, or says that it is the last. */
  async #ask(window: Window, share: Share, limit: number, client: string): Promise<void> {
    const { limits, route, clock } = this.#deps;
    share.asking = true;
    do {
      const { owed } = share;
      const need = share.waiting.length;
      const ahead = Math.floor(share.used / usedPerAhead);
      // Before it is asked: so the window ends here no later than there.
      const askedAt = clock.monotonic();
      const given = await limits.take({ route, client, limit, need, ahead, owed });
      if (given === undefined) {
        this.#answer(share, () => this.#takeAlone(window, share, limit));
        continue;
      }
      this.#merge(window, limit, given, owed);
      this.#end(window, askedAt + given.leftMs);
      this.#answer(share, () => {
        if (share.left === 0) return share.spent ? false : undefined;
        use(window, share);
        return true;
      });
    } while (share.waiting.length > 0);
    share.asking = false;
  }

  /** Takes over what an answer says, to which it was told what was owed. */
  #merge(window: Window, limit: number, given: LimitGiven, told: number): void {
    const { share } = window;
    if (share === undefined) return;
    if (this.#isEnding(window)) share.used = 0;
    const before = given.total - given.granted;
    const since = share.owed - told;
    // Where less is known than this process alone has used, it was lost: it is told again.
    const lost = Math.max(0, share.used - since - before);
    share.owed = since + lost;
    share.left = Math.max(0, Math.min(given.granted, limit - before - lost));
    share.spent = given.total + lost >= limit;
    window.count = Math.min(limit, before + share.owed);
  }

  /** Its end is so near that the answer may be about the next one. */
  #isEnding(window: Window): boolean {
    return window.endsAt - this.#deps.clock.monotonic() < nearMs;
  }

  /** Answers who waits, in turn, as far as there is an answer. */
  #answer(share: Share, next: () => boolean | undefined): void {
    const { waiting } = share;
    share.waiting = [];
    for (const [at, tell] of waiting.entries()) {
      const admitted = next();
      if (admitted === undefined) {
        share.waiting.push(...waiting.slice(at));
        return;
      }
      tell(admitted);
    }
  }

  #takeAlone(window: Window, share: Share, limit: number): boolean {
    if (!take(window, limit)) return false;
    share.used += 1;
    share.owed += 1;
    return true;
  }

  /** A window ends for all when it ends for the first of them. */
  #end(window: Window, endsAt: number): void {
    if (endsAt >= window.endsAt && !this.#isEnding(window)) return;
    const { clock } = this.#deps;
    window.endsAt = endsAt;
    window.resetAt = new Date(clock.now() + endsAt - clock.monotonic()).toISOString();
  }
}

function use(window: Window, share: Share): void {
  share.left -= 1;
  share.used += 1;
  window.count += 1;
}
