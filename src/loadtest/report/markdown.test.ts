import { describe, expect, it } from 'vitest';
import {
  analysisRoute as analysis,
  loadtestReportOf,
  reportedCheck,
  reportedRoute,
  uncachedAnalysis as uncached,
} from '../../testing/loadtest-reports.js';
import { loadtestMarkdown } from './markdown.js';

/** What is read without unfolding anything. */
function shown(markdown: string): string {
  return markdown.slice(0, markdown.indexOf('<details>'));
}

describe('a comment on a pull request', () => {
  it('says the verdict, and shows what failed with its runbook and nothing that passed', () => {
    const text = loadtestMarkdown(loadtestReportOf([reportedCheck(), uncached]));
    expect(shown(text)).toBe(
      [
        '### Load test default: FAIL',
        'FAIL: scenario default on http://127.0.0.1:1 broke a rule.',
        '**Broken rules (1)**',
        [
          '| Route | Rule | Measured | Limit |',
          '| --- | --- | --- | --- |',
          `| ${analysis} | uncached | 1.00 queries a request | 0.05 queries a request |`,
        ].join('\n'),
        '- It asks the database on every request. See runbooks/uncached-route.md.',
        '',
      ].join('\n\n'),
    );
    expect(text).toContain('<summary>1 route; 1 of 2 checks passed</summary>');
    expect(text).toContain('| all routes together | threshold | 0 % | errors &lt; 1% |');
    expect(text.trimEnd()).toMatch(/<\/details>$/);
  });

  it('is two lines when all is well', () => {
    const text = shown(loadtestMarkdown(loadtestReportOf([reportedCheck()])));
    expect(text.trim().split('\n\n')).toEqual([
      '### Load test default: PASS',
      'PASS: scenario default on http://127.0.0.1:1 broke no rule.',
    ]);
  });

  it('says what is missing for a verdict', () => {
    const open = reportedCheck({ outcome: 'undecided', observed: null, message: 'It has 3.' });
    const text = shown(loadtestMarkdown(loadtestReportOf([open])));
    expect(text).toContain('Rules that could not be decided (1)');
    expect(text).toContain('- It has 3.');
  });

  it('of an outage names the outage alone', () => {
    const others = Array.from({ length: 60 }, () =>
      reportedCheck({ outcome: 'undecided', observed: null, message: 'Not known: an outage.' }),
    );
    const outage = reportedCheck({ outcome: 'fail', observed: '100 %' });
    const text = shown(loadtestMarkdown(loadtestReportOf([outage, ...others], { doubts: [] })));
    expect(text.split('\n').filter((line) => line.startsWith('| all routes'))).toHaveLength(1);
    expect(text).toContain('Rules that could not be decided (60): Not known: an outage.');
  });

  it('takes nothing from outside for markup', () => {
    const hostile = '</details><img src=x> `a` | [b](javascript:c) <!-- **d**\u001b[31m';
    const text = loadtestMarkdown(
      loadtestReportOf([{ ...uncached, route: `GET /${hostile}`, message: hostile }], {
        scenario: hostile,
        routes: [reportedRoute(`GET /${hostile}`)],
        excused: [{ route: 'GET /docs', reason: hostile }],
        doubts: [hostile],
      }),
    );
    expect(text).not.toContain('\u001b');
    expect(text).not.toMatch(/<img|<!--|(?<!\\)\[b\]|(?<!\\)`a/);
    expect(text.match(/<\/details>/g)).toHaveLength(1);
    for (const row of text.split('\n').filter((line) => line.startsWith('| GET /'))) {
      expect(row.match(/(?<!\\)\|/g)?.length, row).toBeLessThanOrEqual(10);
    }
  });

  it('of an API with ten thousand routes stays short enough to be posted', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `GET /v1/things/${index}` as const);
    const text = loadtestMarkdown(
      loadtestReportOf(
        many.map((route) => ({ ...uncached, route })),
        {
          routes: many.map((route) => reportedRoute(route)),
          doubts: many.map((route) => `Of ${route} too little is known to say anything about it.`),
        },
      ),
    );
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain('and 9950 more');
  });
});
