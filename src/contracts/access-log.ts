/** How the response cache answered: `bypass` is a route without a cache, or an error reply. */
export type CacheOutcome = 'hit' | 'miss' | 'stale' | 'bypass';

/** Why a request failed: whose part it was. `overload` and `database` are never told as `code`. */
export const causeClasses = [
  'client',
  'code',
  'database',
  'cache',
  'queue',
  'vendor',
  'overload',
] as const;

export type CauseClass = (typeof causeClasses)[number];

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
  /** Null for a reply below 400. Absent in lines of releases before it was written. */
  readonly cause: CauseClass | null;
  /**
   * The image a successful reply was about, by its public id; null on every other reply, so that no
   * text a client made up is ever kept. Absent in lines of releases before it was written.
   */
  readonly image_id: string | null;
}

/** What is shown of a request to a person at a terminal. */
export type LoggedRequest = Pick<
  AccessLogRecord,
  'ts' | 'method' | 'route' | 'status' | 'latency_ms' | 'cache' | 'db_queries'
> & { readonly cause?: CauseClass | null | undefined };

/** What was appended to the log since it was looked at last. */
export interface LoggedRequests {
  /** In the order of the files, which is that of time within a process. */
  readonly requests: readonly LoggedRequest[];
  /** Bytes that were too many to read. */
  readonly skippedBytes: number;
}

/** Stands for every path that is no route, so that a scanner cannot plant text in the log. */
export const unmatchedRoute = '(unmatched)';
