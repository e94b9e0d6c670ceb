import type { Clock } from '../../../src/platform/host.js';

/**
 * Lets something be said at most once a minute: a full disk would otherwise fill standard error as
 * well. Says whether it may be said now.
 */
export function createOnceAMinute(clock: Pick<Clock, 'monotonic'>): () => boolean {
  let saidAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = clock.monotonic();
    if (now - saidAt < 60_000) return false;
    saidAt = now;
    return true;
  };
}
