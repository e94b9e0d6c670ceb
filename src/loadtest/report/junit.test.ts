import { describe, expect, it } from 'vitest';
import {
  analysisRoute as analysis,
  loadtestReportOf,
  reportedCheck,
  uncachedAnalysis as uncached,
} from '../../testing/loadtest-reports.js';
import { loadtestJunit } from './junit.js';

/** The opening tags of that name, without what is in them. */
function tags(xml: string, name: string): string[] {
  return xml.match(new RegExp(`<${name}[ >][^>]*>?`, 'g')) ?? [];
}

// What CircleCI keeps of a case, and shows: its name, class and file, its time, result and message.
describe('a JUnit report', () => {
  it('has a case a check beside one for the measurement, named by what was checked', () => {
    const late = reportedCheck({ limit: 'latency.p95 < 200ms', phase: 'double', route: analysis });
    const xml = loadtestJunit(loadtestReportOf([reportedCheck(), late, uncached]));
    const file = 'file="loadtests/default.yaml"';
    const route = `classname="loadtest.default.${analysis}"`;
    expect(tags(xml, 'testcase')).toEqual([
      `<testcase classname="loadtest.default" name="measurement" ${file} time="9"/>`,
      `<testcase classname="loadtest.default" name="errors &lt; 1%" ${file} time="9"/>`,
      `<testcase ${route} name="latency.p95 &lt; 200ms in phase double" ${file} time="5"/>`,
      `<testcase ${route} name="uncached" ${file} time="9">`,
    ]);
    expect(tags(xml, 'testsuite')).toEqual([
      '<testsuite name="loadtest.default" tests="4" failures="1" errors="0" skipped="0" time="9" timestamp="2026-11-21T00:00:00.000Z">',
    ]);
    expect(xml).toContain(
      '<failure type="uncached" message="It asks the database on every request.">Measured 1.00 queries a request, limit 0.05 queries a request.\nSee runbooks/uncached-route.md.</failure>',
    );
  });

  it('names its cases alike whatever came of them', () => {
    const names = (outcome: 'pass' | 'fail' | 'undecided') =>
      tags(
        loadtestJunit(loadtestReportOf([{ ...uncached, outcome }, reportedCheck()])),
        'testcase',
      ).map((tag) => tag.replace(/\/?>$/, ''));
    expect(names('fail')).toEqual(names('pass'));
    expect(names('undecided')).toEqual(names('pass'));
  });

  it('has an error where nothing is decided, and only words where it warns', () => {
    const xml = loadtestJunit(
      loadtestReportOf([
        reportedCheck({ outcome: 'undecided', observed: null, message: 'It has 3 samples.' }),
        reportedCheck({ outcome: 'warn', limit: 'latency.p99 < 1s', message: 'It is slow.' }),
      ]),
    );
    expect(tags(xml, 'error')).toEqual([
      '<error type="invalid-measurement" message="It has 3 samples.">',
      '<error type="threshold" message="It has 3 samples.">',
    ]);
    expect(tags(xml, 'failure')).toEqual([]);
    expect(xml).toContain('<system-out>It is slow.\nMeasured 0 %, limit latency.p99 &lt; 1s.');
  });

  it('is never empty, and a run that was stopped is an error', () => {
    const stopped = loadtestJunit(loadtestReportOf([], { verdict: 'interrupted' }));
    expect([tags(stopped, 'testcase').length, tags(stopped, 'error').length]).toEqual([1, 1]);
    expect(tags(loadtestJunit(loadtestReportOf([])), 'testcase')).toHaveLength(1);
  });

  it('skips what is excused, with the reason', () => {
    const excused = [{ route: 'GET /docs', reason: 'a page' }] as const;
    const xml = loadtestJunit(loadtestReportOf([], { excused }));
    expect(xml).toContain('classname="loadtest.default.GET /docs" name="coverage"');
    expect(tags(xml, 'skipped')).toEqual(['<skipped message="a page"/>']);
  });

  it('gives two checks of one rule at one route two names', () => {
    const twice = [uncached, { ...uncached, limit: '0.1 queries a request' }, uncached];
    const xml = loadtestJunit(loadtestReportOf(twice));
    const names = [...xml.matchAll(/ name="(uncached[^"]*)"/g)].map(([, name]) => name);
    expect(names).toEqual([
      'uncached: 0.05 queries a request',
      'uncached: 0.1 queries a request',
      'uncached: 0.05 queries a request (2)',
    ]);
  });

  it('is XML whatever the target says', () => {
    const hostile = 'a]]>\u0000\u001b[31m<b a="\'&\ud800\uffff';
    const xml = loadtestJunit(
      loadtestReportOf([{ ...uncached, message: hostile, route: `GET /${hostile}` }], {
        doubts: [hostile],
      }),
    );
    const escaped = 'a]]&gt; &lt;b a=&quot;&#39;&amp;\ufffd\ufffd';
    expect(xml).toContain(`message="${escaped}"`);
    expect(xml).toContain(`classname="loadtest.default.GET /${escaped}"`);
    expect(xml).toContain(`<system-out>${escaped}</system-out>`);
  });
});
