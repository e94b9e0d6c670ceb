import type { Day } from '../ports.js';
import { dayLiteral, hourLiteral } from '../sql/bounds.js';
import { added } from '../sql/fold.js';
import { counters } from '../tables.js';
import { hourText, type ReportWindow } from './report-window.js';

/** `GET /v1/breeds`; routes are logged with their method, HEAD under the GET that answers it. */
const label = `CASE WHEN route LIKE '(%' OR route LIKE '% /%' THEN route ELSE method || ' ' || route END`;

const sums = counters.map((counter) => added(counter)).join(', ');

/** The window's rows of `source` by route's name; only of the asked one when there is one. */
function inWindow(source: string, columns: string, where: string, asked: boolean): string {
  const named = `SELECT dt, hour, ${label} AS label, ${columns} FROM ${source} WHERE ${where}`;
  return asked ? `SELECT n.* FROM (${named}) AS n JOIN asked AS a ON a.label = n.label` : named;
}

function bounds({ from, to }: ReportWindow): string {
  const text = (at: number) => {
    const [day = '', hour = ''] = hourText(at).split('T');
    return `${dayLiteral(day)} || 'T' || ${hourLiteral(hour)}`;
  };
  return `dt || 'T' || hour >= ${text(from)} AND dt || 'T' || hour < ${text(to)}`;
}

/**
 * Counters of the window. Of days whose hours are kept no longer, `daysOnly`, the day's row stands
 * in, without an hour.
 */
export function factRows(window: ReportWindow, daysOnly: readonly Day[], asked: boolean): string {
  const columns = counters.join(', ');
  const hours = inWindow('rollup_hour', columns, bounds(window), asked);
  if (daysOnly.length === 0) return hours;
  return `${hours} UNION ALL ${wholeDays('rollup_day', columns, daysOnly, asked)}`;
}

/** Rows of whole days, without an hour. */
function wholeDays(
  table: 'rollup_day' | 'latency_day',
  columns: string,
  days: readonly Day[],
  asked: boolean,
): string {
  const whole = `(SELECT d.*, CAST(NULL AS varchar) AS hour FROM ${table} AS d) AS days`;
  return inWindow(whole, columns, `dt IN (${days.map(dayLiteral).join(', ')})`, asked);
}

/** Latency buckets of the window; those of whole days where the hours' are kept no longer. */
export function bucketRows(window: ReportWindow, daysOnly: readonly Day[], asked: boolean): string {
  const hours = inWindow('latency_hour', 'bucket, n', bounds(window), asked);
  if (daysOnly.length === 0) return hours;
  return `${hours} UNION ALL ${wholeDays('latency_day', 'bucket, n', daysOnly, asked)}`;
}

/** Accounts of the window's days. */
export function accountRowsIn(asked: boolean): string {
  const day = '(SELECT k.*, CAST(NULL AS varchar) AS hour FROM keys_day AS k) AS days';
  return inWindow(day, 'api_key_id, n, errors_5xx, throttled, bytes', 'true', asked);
}

/** By what rows are added up. */
export const groupings = {
  total: "''",
  route: 'label',
  hour: "dt || 'T' || hour",
  day: 'dt',
} as const;

export type Grouping = keyof typeof groupings;

export function sumRows(by: Grouping): string {
  return `SELECT ${groupings[by]} AS name, ${sums} FROM facts GROUP BY ${groupings[by]}`;
}

export function histogramRows(by: Grouping): string {
  return `SELECT ${groupings[by]} AS name, bucket, CAST(sum(n) AS bigint) AS n FROM buckets
    GROUP BY ${groupings[by]}, bucket`;
}

export function seriesRows(by: Grouping, slot: 'hour' | 'day'): string {
  return `SELECT ${groupings[by]} AS name, ${groupings[slot]} AS slot,
    CAST(sum(requests) AS bigint) AS requests FROM facts GROUP BY ${groupings[by]}, ${groupings[slot]}`;
}

/** Sums of each route in each hour. */
export const sumsByHour = `SELECT label AS name, ${groupings.hour} AS slot, ${sums} FROM facts
  GROUP BY label, ${groupings.hour}`;

export const histogramsByHour = `SELECT label AS name, ${groupings.hour} AS slot, bucket,
  CAST(sum(n) AS bigint) AS n FROM buckets GROUP BY label, ${groupings.hour}, bucket`;

/** Distinct accounts: counted from the keys themselves, never added up. */
export function distinctRows(by: 'total' | 'route' | 'day'): string {
  return `SELECT ${groupings[by]} AS name, count(DISTINCT api_key_id) AS accounts FROM accounts
    GROUP BY ${groupings[by]}`;
}

export const requestsByAccount = `SELECT api_key_id AS name, CAST(sum(n) AS bigint) AS requests,
  CAST(sum(errors_5xx) AS bigint) AS s5xx, CAST(sum(throttled) AS bigint) AS throttled,
  CAST(sum(bytes) AS bigint) AS bytes FROM accounts GROUP BY api_key_id`;

export const accountSeries = `SELECT api_key_id AS name, dt AS slot, CAST(sum(n) AS bigint) AS requests
  FROM accounts GROUP BY api_key_id, dt`;

export function topImages(count: number): string {
  return `SELECT image_id, CAST(sum(n) AS bigint) AS n FROM images_day GROUP BY image_id
    ORDER BY n DESC, image_id LIMIT ${Math.floor(count)}`;
}
