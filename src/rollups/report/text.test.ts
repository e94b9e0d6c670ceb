import { describe, expect, it } from 'vitest';
import { utc, type Zone, zoneOf } from '../../platform/zone.js';
import { cellWidth } from '../../presentation/cells.js';
import { sampleHours, sampleReport, sampleRow, uncachedRoute } from '../testing/sample-report.js';
import type { RollupLayout } from './layout.js';
import { rollupText } from './text.js';

const melbourne = zoneOf('GMT+11') as Zone;
const layout: RollupLayout = { width: 80, colour: false, ascii: false, zone: melbourne };

function lineOf(text: string, start: string): string {
  return text.split('\n').find((line) => line.startsWith(start)) ?? '';
}

describe('a report on a terminal', () => {
  const text = rollupText(sampleReport(), layout);

  it('begins with the window in UTC and in the zone of the operator, and its figures', () => {
    const [first, second, third] = text.split('\n');
    expect(first).toBe('2018-11-15 UTC (2018-11-15 11:00 to 2018-11-16 11:00 GMT+11), cat-api');
    expect(`${second} ${third}`).toBe(
      '2,409,210 requests  5xx 0.25%  p50 12  p95 46  p99 96 ms (±5%)  hits 61.2% 0.31 queries a request  20,000 accounts',
    );
  });

  it('shows an uncached route at a glance: no hits, a query a request, and the word', () => {
    expect(lineOf(text, 'GET /v1/images/{')).toMatch(/ 120,400▲ +2\.13▲ .* 0▼ +1\.02 uncached$/);
    expect(text).toContain('see\n  runbooks/uncached-route.md.');
  });

  it('shows a missing value as —, never as 0', () => {
    expect(lineOf(text, 'GET /v1/categories')).toMatch(/ 0 +— +— +— +— +— +— gone$/);
    expect(lineOf(text, 'POST /v1/votes')).toMatch(/ 96 +— +1\.50 new$/);
  });

  it('says what changed in words, the worse first', () => {
    const changed = text.split('\n').filter((line) => /: [▲▼]/.test(line));
    expect(changed).toEqual([
      `${uncachedRoute}: ▲ 5xx 0.25% → 2.13% (worse); ▼ cache hits`,
      'POST /v1/votes: ▲ new, 30,210 requests',
      'GET /v1/categories: ▼ gone, had 812 requests',
    ]);
  });

  it('ends with what is partial, left out, rejected and skipped, and what marks mean', () => {
    const prose = text.replace(/\s+/g, ' ');
    for (const said of [
      'and 3 more rows, counted in the totals',
      'Activity: 1,204 sign-ups, 30,210 votes, 12 uploads Images most asked for: MTY3ODIyMQ 3,210, b1f 1,800',
      '! Partial: 23 of 24 hours are closed and rolled up; complete until 2018-11-16 00:00 UTC (11:00 GMT+11).',
      '! No log at all for 1 hour: 2018-11-15T05.',
      '! 3 lines rejected, for example: {"v":1,"ts":',
      '! 2 records filed under another hour',
      '! Skipped 1 file that cannot be read: dt=2018-11-15/hour=05/a.json.gz (unexpected end of file).',
      'Compared with 2018-11-08 UTC. Marked is what chance does not explain.',
      'Engine duckdb; 72 files, 94.2 MB.',
    ])
      expect(prose).toContain(said);
  });
});

it.each([40, 60, 80, 100, 120, 200])('fits %i columns', (width) => {
  const text = rollupText(sampleReport(), { ...layout, width });
  expect(Math.max(...text.split('\n').map(cellWidth))).toBeLessThanOrEqual(width);
});

it('drops columns rather than wrap, and uses a wide terminal', () => {
  const titles = (width: number): string =>
    lineOf(rollupText(sampleReport(), { ...layout, width }), 'ROUTE').replace(/ +/g, ' ');
  expect(titles(200)).toBe(
    'ROUTE REQUESTS 5XX% P50 P95 P99 HIT% Q/REQ REQ/S 4XX% 429 MAX ACCTS BYTES BY HOUR',
  );
  expect(titles(80)).toBe('ROUTE REQUESTS 5XX% P50 P95 P99 HIT% Q/REQ');
  expect(titles(60)).toBe('ROUTE REQUESTS 5XX% HIT% Q/REQ');
});

it('draws the requests of a route from 0 to its most, and a missing hour as a dot', () => {
  const series = [0, 1, 4, null, 8];
  const rows = [sampleRow('GET /v1/x', { series })];
  const line = lineOf(rollupText(sampleReport({ rows }), { ...layout, width: 200 }), 'GET /v1/x');
  expect(line).toMatch(/ ▁▁▄·█$/);
});

it('puts hours in both zones, and leaves out columns of nothing but —', () => {
  const text = rollupText(sampleHours(), layout);
  expect(lineOf(text, 'HOUR (UTC)')).toMatch(/^HOUR \(UTC\) +GMT\+11 +REQUESTS/);
  expect(lineOf(text, '2018-11-15 13:00')).toContain('2018-11-15 13:00 11-16 00:00');
  const bare = { latency: null, cacheHitShare: null, dbQueriesPerRequest: null };
  const rows = [sampleRow('acc_1', bare)];
  const window = { ...sampleReport().window, by: 'account' as const };
  const accounts = rollupText(sampleReport({ rows, window }), layout);
  expect(lineOf(accounts, 'ACCOUNT').replace(/ +/g, ' ')).toMatch(
    /^ACCOUNT REQUESTS 5XX% REQ\/S 429/,
  );
});

it('is readable without colour, in colour where it is worse, and in ASCII alone', () => {
  const colour = rollupText(sampleReport(), { ...layout, colour: true, width: 120 });
  const row = lineOf(colour, 'GET /v1/images/{');
  expect(row.split('\u001b[31m')).toHaveLength(4);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours are what it takes out
  const bare = colour.replace(/\u001b\[\d+m/g, '');
  expect(bare).toBe(rollupText(sampleReport(), { ...layout, width: 120 }));
  const ascii = rollupText(sampleReport(), { ...layout, ascii: true, width: 200 });
  expect(ascii).toMatch(/^[\n\u0020-\u007e]+$/);
  expect(lineOf(ascii, 'GET /v1/images/{')).toMatch(
    /120,400\^ +2\.13\^ .* 0v .* uncached +[1-8]{24}$/,
  );
});

it('says that nothing changed, that all is complete, and what a query cost', () => {
  const rows = [sampleRow('GET /v1/breeds')];
  const sample = sampleReport();
  const completeness = { ...sample.completeness, hours: 24, empty: [] };
  const stats = { ...sample.stats, rejectedRows: 0, scannedBytes: 10_000_000, approxUsd: 0.00005 };
  const engine = 'athena' as const;
  const text = rollupText(
    { ...sample, rows, completeness, stats, engine },
    { ...layout, zone: utc },
  );
  expect(text).toContain('\nNothing changed.\n');
  expect(text).toContain('24 of 24 hours, complete until 2018-11-16 00:00 UTC.');
  expect(text.replace(/\s+/g, ' ')).toContain(
    'no line rejected; the engine read 10.0 MB, about $0.0001.',
  );
});
