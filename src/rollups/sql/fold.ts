import { unmatchedRoute } from '../../contracts/access-log.js';
import type { Counter } from '../tables.js';
import { counters } from '../tables.js';

/** Stands for routes beyond the ones kept, and for texts that are no template of a route. */
export const otherRoute = '(other)';

/** Routes of an hour, or of a day, that keep their name. */
export const keptRoutes = 200;

/** Ids are ours: short, and of these letters. Whatever else stands there is not stored. */
const idPattern = '^[A-Za-z0-9_-]{1,64}$';

const isTemplate = `(route = '${unmatchedRoute}' OR regexp_like(route, '^([A-Z]{1,20} )?/[^ ?#]{0,200}$'))
    AND regexp_like(method, '^[A-Z]{1,20}$')`;

/** An expression that adds a counter up over rows. */
export function added(counter: Counter, column: string = counter): string {
  const how = counter === 'latency_max_us' ? 'max' : 'sum';
  return `CAST(coalesce(${how}(${column}), 0) AS bigint) AS ${counter}`;
}

/** The most used routes of each hour among what was scanned. Ties go by name: always the same. */
export const hourRoutes = `SELECT hour, method, route FROM (
  SELECT hour, method, route,
    row_number() OVER (PARTITION BY hour ORDER BY sum(n) DESC, method, route) AS place
  FROM scanned WHERE bucket IS NOT NULL AND ${isTemplate}
  GROUP BY hour, method, route
) AS ranked WHERE place <= ${keptRoutes}`;

/** What was scanned, without lines that are no records, under the names that are kept. */
export const foldedHours = `SELECT s.dt, s.hour, coalesce(k.method, '${otherRoute}') AS method,
  coalesce(k.route, '${otherRoute}') AS route, s.bucket, s.n AS requests,
  ${counters
    .filter((name) => name !== 'requests')
    .map((name) => `s.${name}`)
    .join(', ')}
FROM scanned AS s
LEFT JOIN hour_routes AS k ON k.hour = s.hour AND k.method = s.method AND k.route = s.route
WHERE s.bucket IS NOT NULL`;

/** The most used routes of the day, by its stored hours. */
export const dayRoutes = `SELECT method, route FROM (
  SELECT method, route, row_number() OVER (ORDER BY sum(requests) DESC, method, route) AS place
  FROM rollup_hour WHERE route <> '${otherRoute}' GROUP BY method, route
) AS ranked WHERE place <= ${keptRoutes}`;

/** Accounts of a day by route, from what was scanned. */
export const accountRows = `SELECT s.dt, s.api_key_id, coalesce(k.method, '${otherRoute}') AS method,
  coalesce(k.route, '${otherRoute}') AS route, CAST(sum(s.n) AS bigint) AS n,
  CAST(sum(s.errors_5xx) AS bigint) AS errors_5xx, CAST(sum(s.throttled) AS bigint) AS throttled,
  CAST(coalesce(sum(s.bytes), 0) AS bigint) AS bytes
FROM scanned_day AS s
LEFT JOIN day_routes AS k ON k.method = s.method AND k.route = s.route
WHERE s.by_image = 0 AND regexp_like(s.api_key_id, '${idPattern}')
GROUP BY s.dt, s.api_key_id, coalesce(k.method, '${otherRoute}'), coalesce(k.route, '${otherRoute}')`;

/** Images of a day, from what was scanned. */
export const imageRows = `SELECT dt, image_id, CAST(sum(n) AS bigint) AS n
FROM scanned_day WHERE by_image = 1 AND regexp_like(image_id, '${idPattern}')
GROUP BY dt, image_id`;
