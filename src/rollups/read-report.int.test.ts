import { afterEach, beforeEach, expect, it } from 'vitest';
import { statedError } from './histogram.js';
import { type ReportRequest, readReport } from './read-report.js';
import { windowOf } from './reading/report-window.js';
import { logLine, logLines } from './testing/log-line.js';
import { noSignal, openRollupWorld, type RollupWorld, worldDay } from './testing/rollup-world.js';

let world: RollupWorld;
beforeEach(async () => {
  world = await openRollupWorld();
});
afterEach(() => world.close());

const unmarked: Parameters<typeof readReport>[0]['changes'] = {
  rule: 'nothing counts as a change',
  mark: (_before, after) => after,
};

function report(changes: Partial<ReportRequest> = {}, marks = unmarked) {
  const { store, workbench } = world.deps;
  const request: ReportRequest = {
    service: 'cats',
    engine: 'duckdb',
    window: windowOf(worldDay, worldDay),
    by: 'route',
    route: null,
    top: 20,
    compare: null,
    scanned: null,
    ...changes,
  };
  return readReport({ store, workbench, changes: marks }, request, noSignal);
}

async function rollSample(): Promise<void> {
  await world.put(
    '20',
    logLines(`${worldDay}T20`, 1000, (i) => ({
      route: 'GET /v1/images/{image_id}/analysis',
      api_key_id: `k${i % 7}`,
      latency_ms: 1 + i,
      cache: i < 250 ? 'hit' : 'miss',
      db_queries: 2,
      image_id: `img${i % 3}`,
      ...(i < 20 ? { status: 503, cause: 'database' } : {}),
    })),
  );
  await world.put('21', [
    logLine({ method: 'HEAD', route: 'GET /v1/breeds', api_key_id: 'k1' }),
    logLine({ route: 'GET /v1/breeds', api_key_id: 'k99' }),
    logLine({ method: 'POST', route: 'POST /v1/votes', status: 201, cache: 'bypass' }),
    logLine({ method: 'POST', route: 'POST /v1/votes', status: 400, cause: 'client' }),
    logLine({ route: '(unmatched)', status: 404, cause: 'client', cache: 'bypass' }),
  ]);
  await world.roll();
}

it('shows a day by route: sums, shares, percentiles, accounts', async () => {
  await rollSample();
  const { total, rows, activity, topImages, completeness, stats, notes } = await report();
  const [analysis, breeds] = rows;
  expect(rows.map(({ key }) => key)).toEqual([
    'GET /v1/images/{image_id}/analysis',
    'GET /v1/breeds',
    'POST /v1/votes',
    '(unmatched)',
  ]);
  expect(analysis).toMatchObject({
    requests: 1000,
    errors: 0.02,
    cacheHitShare: 0.25,
    dbQueries: 2000,
    dbQueriesPerRequest: 2,
    accounts: 7,
    causes: { database: 20, client: 0 },
    changes: [],
  });
  expect(analysis?.latency).toMatchObject({ mean: 500.5, max: 1000 });
  for (const [name, exact] of [
    ['p50', 500],
    ['p95', 950],
    ['p99', 990],
  ] as const) {
    const off = Math.abs((analysis?.latency?.[name] ?? 0) / exact - 1);
    expect(off).toBeLessThanOrEqual(statedError);
  }
  expect(breeds).toMatchObject({ requests: 2, accounts: 2, errors: 0 });
  expect(total).toMatchObject({ requests: 1005, accounts: 8, rate: 1005 / 86_400 });
  expect(total.series.slice(19, 23)).toEqual([0, 1000, 5, 0]);
  expect(analysis?.series).toHaveLength(24);
  expect(activity).toEqual({ signUps: null, votes: 1, favourites: null, uploads: null });
  expect(topImages.map(({ imageId, requests }) => [imageId, requests])).toEqual([
    ['img0', 334],
    ['img1', 333],
    ['img2', 333],
  ]);
  expect(completeness).toMatchObject({ hours: 24, of: 24, watermark: '2018-11-16T00:00:00.000Z' });
  expect(completeness.empty).toHaveLength(22);
  expect(stats).toMatchObject({ files: 2, rejectedRows: 0, misfiledRows: 0 });
  expect(notes).toEqual([]);
});

it('shows one route alone, whatever its name looks like', async () => {
  await rollSample();
  const votes = await report({ route: 'POST /v1/votes' });
  expect(votes.total.requests).toBe(2);
  expect(votes.rows.map(({ key }) => key)).toEqual(['POST /v1/votes']);
  const nothing = await report({ route: "x' OR '1'='1" });
  expect(nothing.total).toMatchObject({ requests: 0, errors: null, latency: null, accounts: 0 });
  expect(nothing.rows).toEqual([]);
});

it('shows an hour, and leaves out what is kept by days only', async () => {
  await rollSample();
  const { total, rows, completeness, notes } = await report({
    window: windowOf(worldDay, worldDay, '21'),
    by: 'hour',
  });
  expect(total).toMatchObject({ requests: 5, accounts: null, series: [5] });
  expect(rows.map(({ key, requests }) => [key, requests])).toEqual([['2018-11-15T21', 5]]);
  expect(completeness).toMatchObject({ hours: 1, of: 1 });
  expect(notes.join()).toContain('Accounts are left out');
});

it('shows statuses and accounts', async () => {
  await rollSample();
  const statuses = await report({ by: 'status' });
  expect(statuses.rows.map(({ key, requests }) => [key, requests])).toEqual([
    ['2xx', 983],
    ['3xx', 0],
    ['4xx', 2],
    ['5xx', 20],
  ]);
  for (const { bytes, dbQueries, causes, latency } of statuses.rows) {
    expect([bytes, dbQueries, causes, latency]).toEqual([null, null, null, null]);
  }
  const accounts = await report({ by: 'account', top: 2 });
  expect(accounts.rows.map(({ key, requests }) => [key, requests])).toEqual([
    ['k1', 144],
    ['k0', 143],
  ]);
  expect(accounts.rowsLeftOut).toBe(6);
  expect(accounts.rows[0]).toMatchObject({
    ...{ causes: null, cacheHitShare: null, latency: null, bytes: 144_000 },
    ...{ dbQueries: null, dbQueriesPerRequest: null },
    statuses: { s2xx: null, s3xx: null, s4xx: null, s5xx: 3, throttled: 0 },
  });
});

it('merges days without reading logs: percentiles from buckets, accounts counted once', async () => {
  const days = ['2018-11-13', '2018-11-14', worldDay];
  for (const [index, dt] of days.entries()) {
    const lines = logLines(`${dt}T20`, 300, (i) => ({
      api_key_id: `k${i % 5}`,
      latency_ms: index === 2 ? 1000 : 10,
    }));
    await world.put('20', lines, { dt });
  }
  await world.roll({ days });
  const files = await world.deps.logs.list(worldDay, noSignal);
  await world.deps.logs.remove(files, noSignal);
  const { total, rows } = await report({ window: windowOf('2018-11-13', worldDay), by: 'day' });
  expect(total).toMatchObject({ requests: 900, accounts: 5 });
  expect(Math.abs((total.latency?.p50 ?? 0) / 10 - 1)).toBeLessThanOrEqual(statedError);
  expect(Math.abs((total.latency?.p95 ?? 0) / 1000 - 1)).toBeLessThanOrEqual(statedError);
  expect(rows.map(({ key, requests }) => [key, requests])).toEqual(days.map((dt) => [dt, 300]));
});

it('keeps the totals of a day whose hours are kept no longer', async () => {
  await rollSample();
  for (const table of ['rollup_hour', 'latency_hour', 'latency_day', 'keys_day'] as const) {
    await world.deps.store.remove(table, worldDay, noSignal);
  }
  const { total, rows, notes } = await report();
  expect(total).toMatchObject({ requests: 1005, latency: null, accounts: null });
  expect(rows[0]).toMatchObject({ requests: 1000, cacheHitShare: 0.25 });
  expect(notes.join()).toContain('Percentiles are left out');
});

it('has percentiles of days whose hours are kept no longer, merged over days', async () => {
  const days = ['2018-11-13', '2018-11-14', worldDay];
  for (const [index, dt] of days.entries()) {
    const lines = logLines(`${dt}T20`, 100 + 100 * index, (i) => ({
      route: i % 4 ? 'GET /v1/breeds' : 'GET /v1/images/search',
      latency_ms: (1 + i) * (1 + index),
    }));
    await world.put('20', lines, { dt });
  }
  await world.roll({ days });
  const asked = ['route', 'day'] as const;
  const window = windowOf('2018-11-13', worldDay);
  const latencies = async () => {
    const all = await Promise.all(asked.map((by) => report({ window, by })));
    const one = await report({ window, route: 'GET /v1/breeds' });
    return [...all, one].flatMap(({ total, rows }) => [total, ...rows].map((row) => row.latency));
  };
  const before = await latencies();
  expect(before.every((latency) => latency !== null)).toBe(true);
  for (const dt of days.slice(0, 2)) {
    for (const table of ['rollup_hour', 'latency_hour'] as const) {
      await world.deps.store.remove(table, dt, noSignal);
    }
  }
  expect(await latencies()).toEqual(before);
});

it('shows hours that are kept no longer as missing, and an empty hour of them as empty', async () => {
  await rollSample();
  for (const table of ['rollup_hour', 'latency_hour'] as const) {
    await world.deps.store.remove(table, worldDay, noSignal);
  }
  const { total, rows, notes } = await report();
  expect(total.requests).toBe(1005);
  for (const { series } of [total, ...rows]) {
    expect(series.slice(19, 23)).toEqual([0, null, null, 0]);
  }
  expect(notes.join()).toContain(
    'Missing are 2 hours whose tables are kept no longer than 400 days',
  );
  expect((await report({ by: 'hour' })).rows).toEqual([]);
  await expect(report({ window: windowOf(worldDay, worldDay, '20') })).rejects.toMatchObject({
    message: '2018-11-15 20:00 UTC is not known by itself any more: hours are kept for 400 days.',
    hint: 'catops rollup --date 2018-11-15',
  });
  const week = await report({ window: windowOf('2018-11-12', worldDay), by: 'route' });
  expect(week.total.series).toEqual([null, null, null, 1005]);
});

it('compares an hour with one that is kept no longer as with one never counted', async () => {
  await rollSample();
  await world.put('20', logLines('2018-11-14T20', 10), { dt: '2018-11-14' });
  await world.roll({ days: ['2018-11-14'] });
  await world.deps.store.remove('rollup_hour', '2018-11-14', noSignal);
  const { comparison } = await report({
    window: windowOf(worldDay, worldDay, '20'),
    compare: 'previous-day',
  });
  expect(comparison?.total).toBeNull();
  const marks = { rule: 'all', mark: () => [] };
  const hours = await report({ by: 'hour', compare: 'previous-day' }, marks);
  expect([hours.comparison?.total?.requests, hours.rows.length]).toEqual([10, 2]);
});

it('compares with the week before, and says so when nothing was counted then', async () => {
  await rollSample();
  const alone = await report({ compare: 'previous-week' });
  expect(alone.comparison).toEqual({
    name: 'previous-week',
    from: '2018-11-08T00:00:00.000Z',
    to: '2018-11-09T00:00:00.000Z',
    total: null,
    rule: 'nothing counts as a change',
  });
  await world.put('20', logLines('2018-11-08T20', 10), { dt: '2018-11-08' });
  await world.roll({ days: ['2018-11-08'] });
  const seen: unknown[] = [];
  const both = await report(
    { compare: 'previous-week' },
    {
      rule: 'all of it',
      mark: (before, after, shiftMs) => {
        seen.push(
          before.map(({ key }) => key),
          after.length,
          shiftMs,
        );
        return after;
      },
    },
  );
  expect(both.comparison?.total).toMatchObject({ requests: 10, accounts: 0 });
  expect(seen).toEqual([['GET /v1/breeds'], 4, 7 * 86_400_000]);
});

it('tells an hour that was never rolled up from one without requests', async () => {
  await world.put('20', logLines(`${worldDay}T20`, 10));
  world.now = Date.parse('2018-11-15T21:05:00.000Z');
  await world.roll();
  const { total, completeness } = await report();
  expect(total.series.slice(19)).toEqual([0, 10, 0, null, null]);
  expect(completeness).toMatchObject({ hours: 20, watermark: '2018-11-15T20:00:00.000Z' });
});

it('has no causes where the log of that time names none', async () => {
  await world.put('20', [
    logLine({ ts: `${worldDay}T20:00:00.000Z`, status: 503, cause: undefined }),
  ]);
  await world.roll();
  expect((await report()).total.causes).toBeNull();
});
