import type { Day } from '../ports.js';
import type { ColumnType } from '../tables.js';
import { dayScanColumns } from './day-scan.js';
import { countedSums, hourScanColumns, soundLines } from './hour-scan.js';

/** What {@link dayPass} answers with: rows of three kinds. */
export const dayPassColumns: Readonly<Record<string, ColumnType>> = {
  kind: 'integer',
  api_key_id: 'varchar',
  image_id: 'varchar',
  ...hourScanColumns,
};

/**
 * All of a day in one pass, where its hours and its accounts are wanted at once: to take a line apart
 * costs more than to count it three times. An account or image of a line that is no record is none.
 */
export function dayPass(dt: Day): string {
  return `SELECT CAST(grouping(bucket, api_key_id) AS integer) AS kind, api_key_id, image_id,
  ${countedSums}
FROM (
  ${soundLines({ dt, from: '00', to: '23' })}
) AS lines
GROUP BY GROUPING SETS ((dt, hour, method, route, bucket), (dt, api_key_id, method, route), (dt, image_id))`;
}

/** Its rows as the hourly scan would have given them. */
export const passedHours = `SELECT ${Object.keys(hourScanColumns).join(', ')} FROM passed WHERE kind = 1`;

/** Its rows as the scan of the day would have given them. */
export const passedDay = `SELECT ${Object.keys(dayScanColumns)
  .map(
    (name) =>
      ({ by_image: 'kind - 2 AS by_image', errors_5xx: 's5xx AS errors_5xx' })[name] ?? name,
  )
  .join(', ')} FROM passed WHERE kind > 1`;
