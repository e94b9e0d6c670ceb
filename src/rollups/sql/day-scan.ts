import type { Day } from '../ports.js';
import type { ColumnType } from '../tables.js';
import { dayLiteral } from './bounds.js';
import { sound } from './sound.js';

/** What {@link dayScan} answers with. */
export const dayScanColumns: Readonly<Record<string, ColumnType>> = {
  dt: 'varchar',
  api_key_id: 'varchar',
  method: 'varchar',
  route: 'varchar',
  image_id: 'varchar',
  by_image: 'integer',
  n: 'bigint',
  errors_5xx: 'bigint',
  throttled: 'bigint',
  bytes: 'bigint',
};

/** The second and last pass over a day: its accounts and its images (`by_image` 1) at once. */
export function dayScan(dt: Day): string {
  return `SELECT dt, api_key_id, method, route, image_id, CAST(grouping(api_key_id) AS integer) AS by_image,
  count(*) AS n, count_if(status >= 500) AS errors_5xx, count_if(status = 429) AS throttled,
  CAST(sum(bytes) AS bigint) AS bytes
FROM access_log
WHERE dt = ${dayLiteral(dt)} AND (api_key_id IS NOT NULL OR image_id IS NOT NULL)
    AND ${sound}
GROUP BY GROUPING SETS ((dt, api_key_id, method, route), (dt, image_id))`;
}
