import type { CauseClass } from './access-log.js';

/** What the rows of a report are: one for each of these. */
export type RollupBy = 'route' | 'hour' | 'day' | 'status' | 'account';

/** Sums over a window, and what follows from them. A missing value is null, never 0. */
export interface RollupMeasures {
  /** Requests whose response ended in the window. */
  readonly requests: number;
  /** Requests a second over the window's length. */
  readonly rate: number;
  /** Share of replies with a status of 500 or more, 0 to 1; null without requests. */
  readonly errors: number | null;
  /** Of an account only `s5xx` and `throttled` are kept; the others are null. */
  readonly statuses: {
    readonly s2xx: number | null;
    readonly s3xx: number | null;
    readonly s4xx: number | null;
    readonly s5xx: number;
    /** Those of `s4xx` that are 429. */
    readonly throttled: number;
  };
  /** Replies of 400 and more by cause class; `null` where the log of that time names none. */
  readonly causes: Readonly<Record<CauseClass, number>> | null;
  /**
   * Milliseconds. Percentiles come from merged log buckets: each is within `±5 %` of the true one.
   * Mean and maximum are exact. Null without requests.
   */
  readonly latency: {
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly mean: number;
    readonly max: number;
  } | null;
  /** Bytes of response bodies; null by status, where they are not kept. */
  readonly bytes: number | null;
  /** hits ÷ (hits + misses + stale), 0 to 1; null where no reply passed a cache. */
  readonly cacheHitShare: number | null;
  /** Null by status and by account, where they are not kept. */
  readonly dbQueries: number | null;
  /** Null without requests, and where `dbQueries` is. */
  readonly dbQueriesPerRequest: number | null;
  /** Distinct accounts, counted exactly from daily keys, never added up; null where not kept. */
  readonly accounts: number | null;
}

/** One row of the table. */
export interface RollupRow extends RollupMeasures {
  /** `GET /v1/breeds`, `2018-11-15T21`, `2018-11-15`, `5xx`, or an account's public id. */
  readonly key: string;
  /**
   * Requests by hour of the window (by day where it is longer than three days), oldest first; null
   * where that hour is missing. Empty where the rows are hours or days themselves.
   */
  readonly series: readonly (number | null)[];
  /** What changed against the comparison's window; empty without one. */
  readonly changes: readonly RollupChange[];
}

/** A measure that changed more than the rule allows for chance. */
export interface RollupChange {
  readonly measure:
    | 'requests'
    | 'errors'
    | 'p95'
    | 'cacheHitShare'
    | 'dbQueriesPerRequest'
    | 'new'
    | 'gone';
  /** Null for `new`, and where there was no such share. */
  readonly before: number | null;
  /** Null for `gone`, and where there is no such share any more: the cache is gone. */
  readonly after: number | null;
  /** Whether a person on call should look: more errors, slower, fewer hits, more queries. */
  readonly worse: boolean;
}

/** What `catops rollup --json` prints. */
export interface RollupReport {
  readonly schema: 'catops.rollup/v1';
  readonly service: string;
  readonly window: {
    /** ISO 8601, UTC, inclusive. */
    readonly from: string;
    /** ISO 8601, UTC, exclusive. */
    readonly to: string;
    readonly by: RollupBy;
    /** Only this route, when asked so. */
    readonly route: string | null;
  };
  readonly engine: 'duckdb' | 'athena';
  readonly completeness: {
    /** Hours of the window that are closed and rolled up. */
    readonly hours: number;
    readonly of: number;
    /** All hours before this instant are closed and rolled up; null when none is. ISO 8601. */
    readonly watermark: string | null;
    /** Hours of the window that have no log at all, `2018-11-15T21`. */
    readonly empty: readonly string[];
  };
  readonly total: RollupMeasures & { readonly series: readonly (number | null)[] };
  /** Most requests first; hours and days by time. */
  readonly rows: readonly RollupRow[];
  /** Rows beyond the ones shown (`--top`); their sums are in `total`. */
  readonly rowsLeftOut: number;
  /** Replies of 2xx on the routes that do these; null where the API has no such route in the window. */
  readonly activity: {
    readonly signUps: number | null;
    readonly votes: number | null;
    readonly favourites: number | null;
    readonly uploads: number | null;
  };
  /** Images most often asked for, at most ten; empty where nothing names an image. */
  readonly topImages: readonly { readonly imageId: string; readonly requests: number }[];
  readonly comparison: {
    readonly name: 'previous-week' | 'previous-day';
    readonly from: string;
    readonly to: string;
    readonly total: RollupMeasures | null;
    /** What counts as a change, as a sentence with its numbers. */
    readonly rule: string;
  } | null;
  readonly stats: {
    /** Log files of the window, and their bytes as stored. */
    readonly files: number;
    readonly fileBytes: number;
    /** What the engine read by its own account in this call; null where it does not say. */
    readonly scannedBytes: number | null;
    /** Price of that by the configured rate; null where nothing is charged. */
    readonly approxUsd: number | null;
    /** Lines that are no record: torn, no JSON, wrong types, no route or time. */
    readonly rejectedRows: number;
    /** Records filed under another hour than their time says, and records of the future. */
    readonly misfiledRows: number;
    /** Files that could not be read, with the reason. */
    readonly skippedFiles: readonly { readonly key: string; readonly reason: string }[];
    /** One rejected line, shortened and redacted; null when none was rejected. */
    readonly rejectedExample: string | null;
  };
  /** Sentences a reader should know: partial hours, missing instances, keys that are not kept. */
  readonly notes: readonly string[];
}
