import { windowMs } from '../http/rate-limit.js';
import type { NamingSecret, SharedLimits } from '../ports.js';

interface Counted {
  total: number;
  readonly endsAt: number;
}

/** What one fake process has of shared limits, and how a test gets at them. */
export interface FakeLimits extends SharedLimits {
  works: boolean;
  readonly counts: { asked: number; failed: number };
}

/** Limits that several fake processes share, in memory; one clock is everybody's. */
export class FakeSharedLimits {
  readonly #counted = new Map<string, Counted>();
  readonly #monotonic: () => number;
  #secret: ReturnType<NamingSecret['current']> | undefined;

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** Loses all that was counted. */
  clear(): void {
    this.#counted.clear();
  }

  /** What one process has of it. */
  open(): FakeLimits {
    const limits: FakeLimits = {
      works: true,
      counts: { asked: 0, failed: 0 },
      take: async ({ route, client, limit, need, ahead, owed }) => {
        limits.counts.asked += 1;
        if (!limits.works) {
          limits.counts.failed += 1;
          return undefined;
        }
        const counted = this.#window(`${route}\n${client}`);
        counted.total += owed;
        const free = Math.max(0, limit - counted.total);
        const granted = Math.min(free, need + Math.min(ahead, Math.floor(free / 8)));
        counted.total += granted;
        return { granted, total: counted.total, leftMs: counted.endsAt - this.#monotonic() };
      },
      agree: (secret) => {
        const now = this.#monotonic();
        if (this.#secret === undefined || this.#secret.until <= now)
          this.#secret = secret.current();
        secret.adopt(this.#secret.bytes, this.#secret.until);
      },
    };
    return limits;
  }

  #window(name: string): Counted {
    const now = this.#monotonic();
    const known = this.#counted.get(name);
    if (known && now < known.endsAt) return known;
    const window = { total: 0, endsAt: now + windowMs };
    this.#counted.set(name, window);
    return window;
  }
}
