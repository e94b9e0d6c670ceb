import { expect, it } from 'vitest';
import type { LoadtestReport } from '../contracts/loadtest-report.js';
import { loadtestReportOf, reportedCheck, reportedRoute } from '../testing/loadtest-reports.js';
import { reportTable } from './report-text.js';

const report: LoadtestReport = {
  ...loadtestReportOf([
    reportedCheck({
      rule: 'uncached',
      route: 'GET /v1/images/{image_id}/analysis',
      outcome: 'fail',
      limit: '0.05 queries a request',
      observed: '1.00 queries a request',
      message: 'It asks the database on every request.',
      runbook: 'runbooks/uncached-route.md',
    }),
  ]),
  routes: [
    reportedRoute('GET /v1/breeds', { errors: 0.0001 }),
    reportedRoute('GET /v1/images/{image_id}/analysis', { dbQueriesPerRequest: 1, errors: null }),
  ],
  excused: [{ route: 'GET /docs', reason: 'a page\u001b[31m' }],
};

it('shows the routes, the broken rule with its runbook, and the verdict last', () => {
  const lines = reportTable(report, { width: 80, colour: false }).split('\n');
  expect(lines[0]).toBe(
    'route                              reqs req/s  p50  p95 p99   err    hit db/rq',
  );
  expect(lines[1]).toBe(
    'GET /v1/breeds                      211  19.2 1.23 45.7   — <0.1% >99.9%  0.00',
  );
  expect(lines[2]).toMatch(/— +— >99\.9% +1\.00$/);
  const text = lines.join(' ').replace(/\s+/g, ' ');
  expect(text).toContain(
    'FAIL uncached: It asks the database on every request. Measured 1.00 queries a request, limit 0.05 queries a request. See runbooks/uncached-route.md.',
  );
  expect(lines.at(-1)).toBe('FAIL: scenario default on http://127.0.0.1:1 broke a rule.');
});

it('says what a comparison with a base has shown, also when that is no difference', () => {
  const same = loadtestReportOf([
    reportedCheck({
      rule: 'regression',
      route: 'GET /v1/breeds',
      outcome: 'pass',
      message: 'GET /v1/breeds: no difference shown.',
    }),
  ]);
  const text = reportTable(same, { width: 80, colour: false });
  expect(text).toContain('\nBASE   GET /v1/breeds: no difference shown.\n');
});

it.each([200, 100, 80, 60, 40])('fits %i columns, without control characters', (width) => {
  const text = reportTable(report, { width, colour: false });
  expect(text).not.toContain('\u001b');
  const table = text.split('\n').slice(0, 3);
  expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(width);
});

it('colours the failed route and the verdict only when asked to', () => {
  const text = reportTable(report, { width: 120, colour: true });
  expect(text.split('\n').filter((line) => line.startsWith('\u001b[31m'))).toHaveLength(3);
});

it.each([
  ['pass', 'PASS: '],
  ['invalid', 'INVALID: '],
  ['interrupted', 'INTERRUPTED: '],
] as const)('says %s in the last line', (verdict, start) => {
  const text = reportTable({ ...report, verdict, failures: [] }, { width: 80, colour: false });
  expect(text.split('\n').at(-1)).toMatch(new RegExp(`^${start}`));
});

it('shows twenty broken rules and how many more there are', () => {
  const failures = Array.from({ length: 100_000 }, () => report.failures).flat();
  const text = reportTable({ ...report, failures }, { width: 80, colour: false });
  expect(text.match(/^FAIL {3}uncached/gm)).toHaveLength(20);
  expect(text).toContain('\nFAIL   and 99980 more; --json has them all\n');
  expect(text).toContain('broke 100000 rules.');
  const doubts = Array.from({ length: 5000 }, (_, index) => `Route ${index} is not known.`);
  const open = reportTable({ ...report, doubts }, { width: 80, colour: false });
  expect(open.match(/^DOUBT/gm)).toHaveLength(21);
  expect(open).toContain('\nDOUBT  and 4980 more; --json has them all\n');
});
