import { expect, it } from 'vitest';
import type { LoadtestReport } from '../../src/contracts/loadtest-report.js';
import { loadtestMatchers } from './matchers.js';
import './vitest.js';

const report = (changes: Partial<LoadtestReport>): LoadtestReport =>
  ({
    verdict: 'pass',
    scenario: 'things',
    target: { url: 'http://127.0.0.1:3000' },
    totals: { sent: 200, answered: 199 },
    failures: [],
    warnings: [],
    doubts: [],
    ...changes,
  }) as unknown as LoadtestReport;

const failed = report({
  verdict: 'fail',
  failures: [
    {
      rule: 'uncached',
      route: 'GET /v1/breeds',
      phase: null,
      limit: '0.05 queries a request',
      observed: '1.00 queries a request',
      message: 'GET /v1/breeds asks the database on every request.',
      runbook: null,
    },
  ],
  doubts: ['The machine was busy.'],
});

it('passes a report without a broken rule', () => {
  expect(report({})).toPassLoadtest();
  expect(failed).not.toPassLoadtest();
});

it('says what is broken, in the words of the report', () => {
  expect(() => expect(failed).toPassLoadtest()).toThrow(
    [
      'scenario things broke a rule (199 of 200 requests answered by http://127.0.0.1:3000)',
      '  FAIL  uncached: GET /v1/breeds asks the database on every request.',
      '  DOUBT The machine was busy.',
    ].join('\n'),
  );
});

it.each(['invalid', 'interrupted'] as const)('takes a run that is %s for no pass', (verdict) => {
  expect(() => expect(report({ verdict })).toPassLoadtest()).toThrow('has no verdict');
});

it.each([null, 7, {}, { verdict: 'pass' }])('refuses %j, which is no report', (value) => {
  const { pass, message } = loadtestMatchers.toPassLoadtest(value);
  expect([pass, message()]).toEqual([false, 'expected the report that loadtest() answers']);
});
