import type { SharedReplies } from '../ports.js';
import type { Load, LoadResult } from './reply-cache.js';

type Wanted = Pick<Load, 'key' | 'freshMs' | 'staleMs' | 'tags'>;

/**
 * Takes the reply that another process loaded, else loads it and leaves it to the others. What renews
 * a stale reply takes a fresh one only.
 */
export async function loadShared(
  shared: SharedReplies,
  { key, freshMs, staleMs, tags }: Wanted,
  renewing: boolean,
  load: () => Promise<LoadResult>,
): Promise<LoadResult> {
  const { found, put } = await shared.find(key, tags);
  if (found && found.ageMs < freshMs + (renewing ? 0 : staleMs)) {
    return { value: found.reply, queries: 0, ageMs: found.ageMs };
  }
  const loaded = await load();
  // Errors are cheap to give again, and are never given by another process.
  if (loaded.value.status < 400) put(loaded.value, freshMs + staleMs);
  return loaded;
}
