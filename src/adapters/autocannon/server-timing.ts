/** What a reply told about itself; null where it did not. */
export interface ReplyCost {
  readonly queries: number | null;
  readonly fromCache: boolean | null;
}

const nothing: ReplyCost = { queries: null, fromCache: null };
const header = 'server-timing';

/**
 * Reads `Server-Timing: db;desc="n=2", cache;desc=hit` from raw header names and values in turn.
 * A stale reply was served by the cache too.
 */
export function replyCost(rawHeaders: readonly string[]): ReplyCost {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    // Names come in the server's spelling; comparing lengths first keeps this cheap.
    const name = rawHeaders[i] ?? '';
    if (name.length === header.length && name.toLowerCase() === header) {
      return parseServerTiming(rawHeaders[i + 1] ?? '');
    }
  }
  return nothing;
}

const queryCount = /(?:^|,)\s*db\b[^,]*;\s*desc="?n=(\d+)"?/i;
const cacheOutcome = /(?:^|,)\s*cache\b[^,]*;\s*desc="?([a-z]+)"?/i;

/** Reads the value of one `Server-Timing` header. */
export function parseServerTiming(value: string): ReplyCost {
  const queries = queryCount.exec(value)?.[1];
  const outcome = cacheOutcome.exec(value)?.[1]?.toLowerCase();
  return {
    queries: queries === undefined ? null : Number(queries),
    fromCache: outcome === undefined ? null : outcome === 'hit' || outcome === 'stale',
  };
}
