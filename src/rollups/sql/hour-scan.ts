import { type CauseClass, causeClasses } from '../../contracts/access-log.js';
import { fastestMs, gamma } from '../histogram.js';
import type { Day, Hour } from '../ports.js';
import type { ColumnType } from '../tables.js';
import { dayLiteral, hourLiteral } from './bounds.js';
import { sound } from './sound.js';

/** Hours of one day that follow each other, both included. */
export interface HourSpan {
  readonly dt: Day;
  readonly from: Hour;
  readonly to: Hour;
}

// Named in the same order as the columns are read.
const sums = {
  s2xx: 'count_if(status BETWEEN 200 AND 299)',
  s3xx: 'count_if(status BETWEEN 300 AND 399)',
  s4xx: 'count_if(status BETWEEN 400 AND 499)',
  s5xx: 'count_if(status >= 500)',
  throttled: 'count_if(status = 429)',
  bytes: 'CAST(sum(bytes) AS bigint)',
  hits: "count_if(cache = 'hit')",
  misses: "count_if(cache = 'miss')",
  stale: "count_if(cache = 'stale')",
  db_queries: 'CAST(sum(db_queries) AS bigint)',
  ...Object.fromEntries(causeClasses.map(causeCount)),
  latency_sum_us: 'CAST(sum(CAST(round(latency_ms * 1000) AS bigint)) AS bigint)',
  latency_max_us: 'max(CAST(round(latency_ms * 1000) AS bigint))',
};

function causeCount(cause: CauseClass): readonly [name: string, text: string] {
  return [`cause_${cause}`, `count_if(cause = '${cause}')`];
}

/** What {@link hourScan} answers with: one row an hour, method, route and bucket. */
export const hourScanColumns: Readonly<Record<string, ColumnType>> = {
  dt: 'varchar',
  hour: 'varchar',
  method: 'varchar',
  route: 'varchar',
  bucket: 'integer',
  n: 'bigint',
  misfiled: 'bigint',
  ...Object.fromEntries(Object.keys(sums).map((name) => [name, 'bigint' as const])),
};

/** Key and counters of a group of lines, in the order of {@link hourScanColumns}. */
export const countedSums = `dt, hour, method, route, bucket, count(*) AS n,
  count_if(substr(ts, 1, 13) <> dt || 'T' || hour) AS misfiled,
  ${Object.entries(sums)
    .map(([name, text]) => `${text} AS ${name}`)
    .join(',\n  ')}`;

/** Lines of some hours; of one that is no record neither bucket nor number nor id is left. */
export function soundLines({ dt, from, to }: HourSpan): string {
  const kept = ['latency_ms', 'bytes', 'db_queries', 'api_key_id', 'image_id'];
  return `SELECT dt, hour, ts, method, route, status, cache, cause,
    CASE WHEN ${sound}
      THEN CAST(floor(ln(greatest(latency_ms, ${fastestMs})) / ln(${gamma}) + 1e-9) AS integer) END AS bucket,
    ${kept.map((name) => `CASE WHEN ${sound} THEN ${name} END AS ${name}`).join(',\n    ')}
  FROM access_log
  WHERE dt = ${dayLiteral(dt)} AND hour BETWEEN ${hourLiteral(from)} AND ${hourLiteral(to)}`;
}

/**
 * The one pass over the raw log for both tables of hours. Rows without a bucket are the lines that
 * are no records. `misfiled` compares the text of the time with its partition: a `ts` is never
 * parsed, since both engines fail the whole query on a bad one.
 */
export function hourScan(span: HourSpan): string {
  return `SELECT ${countedSums}
FROM (
  ${soundLines(span)}
) AS lines
GROUP BY dt, hour, method, route, bucket`;
}
