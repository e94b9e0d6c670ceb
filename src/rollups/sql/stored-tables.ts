import type { Hour } from '../ports.js';
import { counters, tables } from '../tables.js';
import { hourLiteral } from './bounds.js';
import { added, otherRoute } from './fold.js';

const sums = counters.map((counter) => added(counter)).join(', ');

/** The stored hours of a day with some of them replaced by what was scanned. */
export function mergedHours(hours: readonly Hour[]): string {
  return `${keptHours('rollup_hour', hours)}
UNION ALL
SELECT dt, hour, method, route, ${sums} FROM folded ${among(hours)} GROUP BY dt, hour, method, route`;
}

/** The same of their latency buckets. */
export function mergedLatencies(hours: readonly Hour[]): string {
  return `${keptHours('latency_hour', hours)}
UNION ALL
SELECT dt, hour, method, route, bucket, CAST(sum(requests) AS bigint) AS n
FROM folded ${among(hours)} GROUP BY dt, hour, method, route, bucket`;
}

function keptHours(table: 'rollup_hour' | 'latency_hour', hours: readonly Hour[]): string {
  const columns = Object.keys(tables[table].columns).join(', ');
  return `SELECT ${columns} FROM ${table} ${among(hours, 'NOT IN')}`;
}

function among(hours: readonly Hour[], how: 'IN' | 'NOT IN' = 'IN'): string {
  return `WHERE hour ${how} (${hours.map(hourLiteral).join(', ')})`;
}

/** Routes under the names that the day keeps. */
const named = `coalesce(k.method, '${otherRoute}') AS method, coalesce(k.route, '${otherRoute}') AS route`;

/** Latency buckets of a day from those of its hours: they are kept when the hours no longer are. */
export const dayLatencies = `SELECT h.dt, ${named}, h.bucket, CAST(sum(h.n) AS bigint) AS n
FROM latency_hour AS h LEFT JOIN day_routes AS k ON k.method = h.method AND k.route = h.route
GROUP BY h.dt, coalesce(k.method, '${otherRoute}'), coalesce(k.route, '${otherRoute}'), h.bucket`;

/**
 * A day from its hours: sums add up, percentiles come from its merged buckets. `counted` tells whether
 * the accounts of the day are known; distinct accounts are never added up.
 */
export function dayRows(counted: boolean): string {
  const reached = (share: string, name: string) =>
    `min(bucket) FILTER (WHERE cum >= ${share} * total) AS ${name}`;
  return `WITH hours AS (
  SELECT h.dt, ${named}, ${counters.map((name) => `h.${name}`).join(', ')}
  FROM rollup_hour AS h LEFT JOIN day_routes AS k ON k.method = h.method AND k.route = h.route
), days AS (
  SELECT dt, method, route, ${sums} FROM hours GROUP BY dt, method, route
), counted AS (
  SELECT method, route, bucket, sum(n) OVER (PARTITION BY method, route ORDER BY bucket) AS cum,
    sum(n) OVER (PARTITION BY method, route) AS total FROM latency_day
), percentiles AS (
  SELECT method, route, ${reached('0.50', 'p50_bucket')}, ${reached('0.95', 'p95_bucket')},
    ${reached('0.99', 'p99_bucket')}
  FROM counted GROUP BY method, route
), accounts AS (
  SELECT method, route, count(DISTINCT api_key_id) AS api_keys FROM keys_day GROUP BY method, route
)
SELECT d.*, p.p50_bucket, p.p95_bucket, p.p99_bucket,
  ${counted ? 'CAST(coalesce(a.api_keys, 0) AS bigint)' : 'CAST(NULL AS bigint)'} AS api_keys
FROM days AS d
JOIN percentiles AS p ON p.method = d.method AND p.route = d.route
LEFT JOIN accounts AS a ON a.method = d.method AND a.route = d.route`;
}
