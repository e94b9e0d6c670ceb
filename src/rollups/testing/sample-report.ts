import type { RollupMeasures, RollupReport, RollupRow } from '../../contracts/rollup-report.js';

const hours = Array.from({ length: 24 }, (_, hour) => hour);

/** A day of a route: a wave over the hours, a quarter of a per cent of 5xx, most from the cache. */
export function sampleRow(key: string, changes: Partial<RollupRow> = {}): RollupRow {
  const requests = changes.requests ?? 24_000;
  const s5xx = Math.round(requests * 0.0025);
  const s4xx = Math.round(requests * 0.01);
  return {
    key,
    requests,
    rate: requests / 86_400,
    errors: requests === 0 ? null : s5xx / requests,
    statuses: { s2xx: requests - s5xx - s4xx, s3xx: 0, s4xx, s5xx, throttled: 0 },
    causes: { client: s4xx, code: 0, database: s5xx, cache: 0, queue: 0, vendor: 0, overload: 0 },
    latency: { p50: 12.3, p95: 46.1, p99: 96.4, mean: 17.25, max: 1204.5 },
    bytes: requests * 1500,
    cacheHitShare: 0.612,
    dbQueries: Math.round(requests * 0.31),
    dbQueriesPerRequest: 0.31,
    accounts: 1200,
    series: hours.map((hour) => 1000 + Math.round(900 * Math.sin((hour / 24) * 2 * Math.PI))),
    changes: [],
    ...changes,
  };
}

export const uncachedRoute = 'GET /v1/images/{image_id}/analysis';

function totalOf(rows: readonly RollupRow[]): RollupReport['total'] {
  const { key: _key, changes: _changes, ...one }: RollupRow = sampleRow('');
  const requests = rows.reduce((sum, row) => sum + row.requests, 0);
  const measures: RollupMeasures = { ...one, requests, rate: requests / 86_400, accounts: 20_000 };
  return { ...measures, series: one.series };
}

/** 15 November 2018: a new route without a cache, and one that got worse since the week before. */
export function sampleReport(changes: Partial<RollupReport> = {}): RollupReport {
  const rows = changes.rows ?? [
    sampleRow('GET /v1/images/search', { requests: 2_258_600 }),
    sampleRow(uncachedRoute, {
      ...{ requests: 120_400, cacheHitShare: 0, dbQueriesPerRequest: 1.02, errors: 0.0213 },
      changes: [
        { measure: 'errors', before: 0.0025, after: 0.0213, worse: true },
        { measure: 'cacheHitShare', before: 0.95, after: 0, worse: true },
        { measure: 'requests', before: 20_400, after: 120_400, worse: false },
      ],
    }),
    sampleRow('POST /v1/votes', {
      ...{ requests: 30_210, cacheHitShare: null, dbQueriesPerRequest: 1.5 },
      changes: [{ measure: 'new', before: null, after: 30_210, worse: false }],
    }),
    sampleRow('GET /v1/categories', {
      ...{ requests: 0, errors: null, latency: null, cacheHitShare: null },
      ...{
        dbQueries: 0,
        dbQueriesPerRequest: null,
        series: hours.map((hour) => (hour === 5 ? null : 0)),
      },
      changes: [{ measure: 'gone', before: 812, after: null, worse: false }],
    }),
  ];
  return {
    schema: 'catops.rollup/v1',
    service: 'cat-api',
    window: {
      from: '2018-11-15T00:00:00.000Z',
      to: '2018-11-16T00:00:00.000Z',
      by: 'route',
      route: null,
    },
    engine: 'duckdb',
    completeness: {
      hours: 23,
      of: 24,
      watermark: '2018-11-16T00:00:00.000Z',
      empty: ['2018-11-15T05'],
    },
    total: totalOf(rows),
    rows,
    rowsLeftOut: 3,
    activity: { signUps: 1204, votes: 30_210, favourites: null, uploads: 12 },
    topImages: [
      { imageId: 'MTY3ODIyMQ', requests: 3210 },
      { imageId: 'b1f', requests: 1800 },
    ],
    comparison: {
      name: 'previous-week',
      from: '2018-11-08T00:00:00.000Z',
      to: '2018-11-09T00:00:00.000Z',
      total: null,
      rule: 'Marked is what chance does not explain.',
    },
    stats: {
      ...{ files: 72, fileBytes: 94_200_000, scannedBytes: null, approxUsd: null },
      ...{ rejectedRows: 3, misfiledRows: 2, rejectedExample: '{"v":1,"ts":' },
      skippedFiles: [{ key: 'dt=2018-11-15/hour=05/a.json.gz', reason: 'unexpected end of file' }],
    },
    notes: ['Hour 05 is missing an instance that was seen at 04.'],
    ...changes,
  };
}

/** The hours of that day, one without a log; the second half is slow. */
export function sampleHours(): RollupReport {
  const report = sampleReport();
  const rows = hours.flatMap((hour) => {
    if (hour === 5) return [];
    const key = `2018-11-15T${String(hour).padStart(2, '0')}`;
    const slow = hour >= 10 ? 2.5 : 1;
    const latency = { p50: 12 * slow, p95: 46 * slow, p99: 96 * slow, mean: 17, max: 900 };
    const requests = 80_000 + 3_000 * hour;
    const s5xx = Math.round(requests * (hour >= 10 ? 0.08 : 0.002));
    const statuses = { s2xx: requests - s5xx, s3xx: 0, s4xx: 0, s5xx, throttled: 0 };
    return [sampleRow(key, { requests, latency, statuses, errors: s5xx / requests, series: [] })];
  });
  return { ...report, window: { ...report.window, by: 'hour' }, rows, rowsLeftOut: 0 };
}
