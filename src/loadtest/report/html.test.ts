import { describe, expect, it } from 'vitest';
import { drawChart } from '../../adapters/charts/draw-chart.js';
import {
  analysisRoute as analysis,
  loadtestReportOf,
  reportedCheck,
  reportedRoute,
  uncachedAnalysis as uncached,
} from '../../testing/loadtest-reports.js';
import { loadtestHtml } from './html.js';

const breeds = 'GET /v1/breeds';
const routes = [reportedRoute(breeds), reportedRoute(analysis)];
const page = loadtestHtml(loadtestReportOf([reportedCheck(), uncached], { routes }), drawChart);

describe('a page of a load test', () => {
  it('needs no network and no script', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)|\son\w+=|\ssrc=/i);
    const addresses = page.match(/https?:\/\/[^\s"'<]+/g) ?? [];
    expect(new Set(addresses)).toEqual(
      new Set(['http://127.0.0.1:1', 'http://www.w3.org/2000/svg']),
    );
  });

  it('tells in the first lines what is broken, why it matters and what to read', () => {
    const start = page.slice(page.indexOf('<main>'), page.indexOf('<figure>'));
    expect(start).toContain('<h1>Load test default: FAIL</h1>');
    expect(start).toContain('1.00 queries a request');
    expect(start).toContain('See runbooks/uncached-route.md.');
  });

  it('draws all routes together and each by itself, the broken one unfolded', () => {
    const figures = page.match(/<figure>/g) ?? [];
    expect(figures).toHaveLength(4 + 2 * routes.length);
    expect(page.match(/<details open>\n<summary>[^<:]*/g)).toEqual([
      `<details open>\n<summary>${analysis}`,
    ]);
    expect(page.match(/<details>\n<summary>[^<:]*/g)).toEqual([`<details>\n<summary>${breeds}`]);
  });

  it('gives every table a caption and every cell a head, and every drawing its words', () => {
    const tables = page.match(/<table>[\s\S]*?<\/table>/g) ?? [];
    expect(tables.length).toBeGreaterThan(8);
    for (const table of tables) {
      expect(table).toMatch(/^<table>\n<caption>[^<]+<\/caption>/);
      expect(table).not.toMatch(/<th(?! scope="(col|row)")[ >]/);
      const [columns = 0, ...rows] = (table.match(/<tr>.*?<\/tr>/g) ?? []).map(
        (row) => row.match(/<t[hd][ >]/g)?.length,
      );
      for (const cells of rows) expect(cells).toBe(columns);
    }
    for (const svg of page.match(/<svg[\s\S]*?<\/svg>/g) ?? []) {
      expect(svg).toMatch(/role="img"/);
      expect(svg).toMatch(/<title id="[^"]+">[^<]+<\/title><desc id="[^"]+">[^<]+<\/desc>/);
    }
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shows a slice without requests as missing, not as 0', () => {
    const row = /<tr><th scope="row">2 s<\/th>.*?<\/tr>/.exec(page)?.[0] ?? '';
    expect(row.match(/<td[^>]*>—<\/td>/g)).toHaveLength(3);
  });

  it('takes nothing from outside for markup', () => {
    const hostile = '</title></svg><script>alert(1)</script>"\'&\u001b[31m';
    const text = loadtestHtml(
      loadtestReportOf([{ ...uncached, route: `GET /${hostile}`, message: hostile }], {
        scenario: hostile,
        routes: [reportedRoute(`GET /${hostile}`)],
        excused: [{ route: breeds, reason: hostile }],
        doubts: [hostile],
      }),
      drawChart,
    );
    expect(text).not.toMatch(/<script|alert\(1\)<\/script/);
    expect(text).not.toContain('\u001b');
    expect(text.match(/<\/title><\/svg>/g)).toBeNull();
  });

  it('of a run that was stopped at once has no plot and no empty one', () => {
    const nothing = { timeline: [], curve: [] };
    const none = reportedRoute(breeds, {
      ...nothing,
      requests: 0,
      latency: { p50: null, p95: null, p99: null },
    });
    const text = loadtestHtml(
      loadtestReportOf([], { verdict: 'interrupted', routes: [none], ...nothing }),
      drawChart,
    );
    expect(text).toContain('INTERRUPTED');
    expect(text).not.toContain('<figure>');
  });
});
