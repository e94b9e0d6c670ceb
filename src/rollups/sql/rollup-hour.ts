import { dayLiteral, hourLiteral } from './bounds.js';
import type { HourSpan } from './hour-scan.js';

/**
 * Hours straight from the raw log, for comparison and tests; never stored. Exact on DuckDB, where
 * the two `approx_` functions are exact macros, approximate on Athena.
 */
export function rollupHour({ dt, from, to }: HourSpan): string {
  return `SELECT dt, hour, method, route, count(*) AS requests, count_if(status >= 500) AS errors_5xx,
       count_if(status BETWEEN 400 AND 499) AS errors_4xx, count_if(status = 429) AS throttled,
       CAST(sum(bytes) AS bigint) AS bytes, count_if(cache = 'hit') AS cache_hits,
       CAST(sum(db_queries) AS bigint) AS db_queries, approx_distinct(api_key_id) AS api_keys,
       approx_percentile(latency_ms, 0.50) AS p50_ms, approx_percentile(latency_ms, 0.95) AS p95_ms,
       approx_percentile(latency_ms, 0.99) AS p99_ms, max(latency_ms) AS max_ms,
       round(1e2 * count_if(status >= 500) / count(*), 3) AS error_pct
FROM access_log
WHERE dt = ${dayLiteral(dt)} AND hour BETWEEN ${hourLiteral(from)} AND ${hourLiteral(to)}
GROUP BY dt, hour, method, route ORDER BY dt, hour, requests DESC, method, route`;
}
