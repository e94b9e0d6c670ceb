import { gamma } from '../histogram.js';
import type { Day } from '../ports.js';
import { dayLiteral } from './bounds.js';

/** Percentiles of a day from the stored buckets of its hours: no raw log is read. */
export function dayFromHour(dt: Day): string {
  const shown = (share: string) =>
    `power(${gamma}, min(bucket) FILTER (WHERE cum >= ${share} * total) + 0.5)`;
  return `WITH h AS (SELECT dt, method, route, bucket, sum(n) AS n FROM latency_hour WHERE dt = ${dayLiteral(dt)}
           GROUP BY dt, method, route, bucket),
     c AS (SELECT dt, method, route, bucket, sum(n) OVER (PARTITION BY dt, method, route ORDER BY bucket) AS cum,
                  sum(n) OVER (PARTITION BY dt, method, route) AS total FROM h)
SELECT dt, method, route, CAST(max(total) AS bigint) AS requests,
       ${shown('0.50')} AS p50_ms,
       ${shown('0.95')} AS p95_ms,
       ${shown('0.99')} AS p99_ms
FROM c GROUP BY dt, method, route ORDER BY requests DESC, method, route`;
}
