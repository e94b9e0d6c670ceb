import { tagsOf } from '../http/change-tags.js';
import type { Reply } from '../http/reply.js';
import type { Change, SharedReplies } from '../ports.js';

interface Kept {
  readonly reply: Reply;
  readonly asOf: number;
  readonly loadedAt: number;
  readonly until: number;
}

/** Replies that several fake processes share, in memory; one clock is everybody's. */
export class FakeSharedReplies {
  readonly #kept = new Map<string, Kept>();
  readonly #newest = new Map<string, number>();
  readonly #changes: readonly Change[];
  readonly #now: () => number;

  constructor(changes: readonly Change[], now: () => number) {
    this.#changes = changes;
    this.#now = now;
  }

  /** What one process has of it. */
  open(): SharedReplies {
    const counts = { hits: 0, misses: 0, errors: 0 };
    let applied = 0;
    return {
      counts,
      applied: (seq) => {
        applied = seq;
        for (const change of this.#changes) {
          if (change.seq > seq) break;
          for (const tag of tagsOf(change)) this.#newest.set(tag, change.seq);
        }
      },
      find: async (key, tags) => {
        const asOf = applied;
        const kept = this.#kept.get(key);
        const newest = Math.max(0, ...tags.map((tag) => this.#newest.get(tag) ?? 0));
        const good = kept !== undefined && kept.asOf >= newest && this.#now() < kept.until;
        counts[good ? 'hits' : 'misses'] += 1;
        return {
          found: good
            ? { reply: kept.reply, ageMs: Math.max(0, this.#now() - kept.loadedAt) }
            : undefined,
          put: (reply, keepMs) => {
            const loadedAt = this.#now();
            this.#kept.set(key, { reply, asOf, loadedAt, until: loadedAt + keepMs });
          },
        };
      },
    };
  }
}
