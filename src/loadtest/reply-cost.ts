/** What a reply told of how it was made; null where it did not. */
export interface ReplyCost {
  readonly queries: number | null;
  /** True for a stale reply too: the cache served it. */
  readonly fromCache: boolean | null;
}

/** Of a reply that told nothing. */
export const untoldCost: ReplyCost = { queries: null, fromCache: null };

const queryCount = /(?:^|,)\s*db\b[^,]*;\s*desc="?n=(\d+)"?/i;
const cacheOutcome = /(?:^|,)\s*cache\b[^,]*;\s*desc="?([a-z]+)"?/i;

/** Reads the value of a `Server-Timing` header, such as `db;desc="n=2", cache;desc=hit`. */
export function parseServerTiming(value: string): ReplyCost {
  const queries = queryCount.exec(value)?.[1];
  const outcome = cacheOutcome.exec(value)?.[1]?.toLowerCase();
  return {
    queries: queries === undefined ? null : Number(queries),
    fromCache: outcome === undefined ? null : outcome === 'hit' || outcome === 'stale',
  };
}
