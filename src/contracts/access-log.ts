/** How the response cache answered: `bypass` is a route without a cache, or an error reply. */
export type CacheOutcome = 'hit' | 'miss' | 'stale' | 'bypass';

/**
 * One request, as `catops.access-log/v1` writes it: a flat JSON object a line, keys in this order,
 * UTF-8. No address, user agent, key, query string or raw path is ever in it.
 */
export interface AccessLogRecord {
  readonly v: 1;
  /** When the response ended: ISO 8601, UTC, milliseconds. */
  readonly ts: string;
  readonly method: string;
  /** The route's template, or {@link unmatchedRoute}. */
  readonly route: string;
  readonly status: number;
  /** From the request's first byte to the response's end, at most three decimals. */
  readonly latency_ms: number;
  /** Bytes of the response body. */
  readonly bytes: number;
  /** Public id of the account, never its key; null when the request had no valid key. */
  readonly api_key_id: string | null;
  readonly cache: CacheOutcome;
  readonly db_queries: number;
}

/** Stands for every path that is no route, so that a scanner cannot plant text in the log. */
export const unmatchedRoute = '(unmatched)';
