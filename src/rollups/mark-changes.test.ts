import { describe, expect, it } from 'vitest';
import type { RollupRow } from '../contracts/rollup-report.js';
import { seededRandom } from '../loadtest/random.js';
import { changeLimits, changeRule } from './change-rule.js';
import { markChanges } from './mark-changes.js';
import { drawnRow, type Truth } from './testing/drawn-row.js';
import { sampleRow } from './testing/sample-report.js';

const quiet: Truth = {
  requests: 5000,
  errors: 0.003,
  hits: 0.9,
  queries: 0.1,
  latency: 12,
  spread: 1,
};

function measures(rows: readonly RollupRow[]): string[] {
  return rows.flatMap(({ changes }) => changes.map(({ measure }) => measure));
}

function compare(before: Truth, after: Truth, seed: number): RollupRow {
  const random = seededRandom(seed);
  const rows = markChanges(
    [drawnRow('GET /v1/x', before, random)],
    [drawnRow('GET /v1/x', after, random)],
  );
  return rows[0] ?? sampleRow('');
}

describe('two windows of the same noise', () => {
  it('are marked in fewer than one row of a thousand', () => {
    const random = seededRandom(20181115);
    const sizes = [10, 60, 300, 2000, 20_000, 200_000];
    const shapes = [
      quiet,
      { ...quiet, errors: 0, hits: 0.5, queries: 1, spread: 0.5 },
      { ...quiet, errors: 0.2, hits: 0, queries: 3, spread: 1.5 },
    ];
    const truths = sizes.flatMap((requests) => shapes.map((shape) => ({ ...shape, requests })));
    const rounds = 120;
    let marked = 0;
    for (let round = 0; round < rounds; round++) {
      const draw = (): RollupRow[] =>
        truths.map((truth, index) => drawnRow(`r${index}`, truth, random));
      marked += markChanges(draw(), draw()).filter(({ changes }) => changes.length > 0).length;
    }
    expect(marked).toBeLessThanOrEqual(Math.floor((rounds * truths.length) / 1000));
  });

  it('are not marked where p95 lies on the edge between hits and misses', () => {
    // 95 of 100 requests take 1 ms, the others 50: the sample's p95 is one or the other by chance.
    const row = (p95: number): RollupRow =>
      sampleRow('GET /v1/x', { latency: { p50: 1, p95, p99: 50, mean: 3, max: 60 } });
    expect(measures(markChanges([row(1)], [row(50)]))).toEqual([]);
  });
});

describe('a route that becomes uncached', () => {
  it.each([300, 3000, 300_000])('is marked every time, from %i requests on', (requests) => {
    const after = { ...quiet, requests, hits: 0, queries: 1 };
    for (let seed = 0; seed < 100; seed++) {
      const { changes } = compare({ ...quiet, requests }, after, seed);
      const worse = changes.filter((change) => change.worse).map(({ measure }) => measure);
      expect(worse).toEqual(expect.arrayContaining(['cacheHitShare', 'dbQueriesPerRequest']));
    }
  });

  it('is marked also when its cache is gone, so that there is no share at all', () => {
    const before = sampleRow('GET /v1/x', { cacheHitShare: 0.9 });
    const [row] = markChanges([before], [{ ...before, cacheHitShare: null }]);
    expect(row?.changes).toEqual([
      { measure: 'cacheHitShare', before: 0.9, after: null, worse: true },
    ]);
  });
});

it.each([
  ['more errors', { errors: 0.03 }, 'errors', true],
  ['fewer errors', { errors: 0 }, 'errors', false],
  ['twice as slow', { latency: 24 }, 'p95', true],
  ['twice as fast', { latency: 6 }, 'p95', false],
  ['twice the requests', { requests: 40_000 }, 'requests', false],
  ['better cached', { hits: 0.999, queries: 0.001 }, 'dbQueriesPerRequest', false],
] as const)('%s are marked, and whether that is worse', (_, change, measure, worse) => {
  const before = { ...quiet, requests: 20_000 };
  const { changes } = compare(before, { ...before, ...change }, 7);
  expect(changes).toContainEqual(expect.objectContaining({ measure, worse }));
});

it('says what is new and what is gone, the gone last, from the fewest requests on', () => {
  const few = changeLimits.requests - 1;
  const rows = markChanges(
    [sampleRow('old'), sampleRow('old and rare', { requests: few })],
    [sampleRow('new'), sampleRow('new and rare', { requests: few })],
  );
  expect(rows.map(({ key, requests, changes }) => [key, requests, changes])).toEqual([
    ['new', 24_000, [{ measure: 'new', before: null, after: 24_000, worse: false }]],
    ['new and rare', few, []],
    ['old', 0, [{ measure: 'gone', before: 24_000, after: null, worse: false }]],
  ]);
});

it('compares requests over the hours that both windows have', () => {
  const series = Array.from({ length: 24 }, () => 1000);
  const before = [
    sampleRow('a', { series }),
    sampleRow('only at night', { requests: 900, series: [...series.slice(1).fill(0), 900] }),
  ];
  const morning = series.map((value, hour) => (hour < 8 ? value : null));
  const [row, ...gone] = markChanges(before, [sampleRow('a', { requests: 8000, series: morning })]);
  expect([row?.changes, gone]).toEqual([[], []]);
  const busy = morning.map((value) => value && value * 2);
  const [twice] = markChanges(before, [sampleRow('a', { requests: 16_000, series: busy })]);
  expect(twice?.changes).toEqual([
    { measure: 'requests', before: 8000, after: 16_000, worse: false },
  ]);
});

it('compares all requests with a window that is kept by days alone', () => {
  const series = Array.from({ length: 24 }, () => 1000);
  const gone = series.map(() => null);
  const [row] = markChanges(
    [sampleRow('a', { requests: 8000, series: gone })],
    [sampleRow('a', { requests: 24_000, series })],
  );
  expect(row?.changes).toEqual([
    { measure: 'requests', before: 8000, after: 24_000, worse: false },
  ]);
});

it('compares hours with those a week before', () => {
  const weekMs = 7 * 86_400_000;
  const before = [sampleRow('2018-11-08T21'), sampleRow('2018-11-08T22')];
  const after = [sampleRow('2018-11-15T21'), sampleRow('2018-11-15T22', { requests: 1000 })];
  const rows = markChanges(before, after, weekMs);
  expect(rows.map(({ key, changes }) => [key, changes.map(({ measure }) => measure)])).toEqual([
    ['2018-11-15T21', []],
    ['2018-11-15T22', ['requests']],
  ]);
});

it('leaves missing of a row that is gone what was missing before', () => {
  const account = sampleRow('acc_1', { bytes: 5, dbQueries: null });
  const [row] = markChanges([account], []);
  expect([row?.bytes, row?.dbQueries, row?.statuses.s2xx]).toEqual([0, null, 0]);
});

it('calls more server errors worse, also as rows of their own', () => {
  const status = (key: string, requests: number) => sampleRow(key, { requests, errors: null });
  const rows = markChanges([status('2xx', 1000)], [status('2xx', 2000), status('5xx', 300)]);
  expect(rows.map(({ changes }) => changes.map(({ measure, worse }) => [measure, worse]))).toEqual([
    [['requests', false]],
    [['new', true]],
  ]);
});

it('does not compare what is not kept, nor a window that is empty', () => {
  const bare = { latency: null, cacheHitShare: null, dbQueriesPerRequest: null, errors: null };
  expect(measures(markChanges([sampleRow('a', bare)], [sampleRow('a')]))).toEqual([
    'cacheHitShare',
  ]);
  expect(markChanges([], [])).toEqual([]);
});

it('states its rule with the numbers it uses', () => {
  expect(changeRule).toContain('from 50 requests on: requests by 30% or more');
  expect(changeRule).toContain('2 of 100,000');
});
