import { describe, expect, it } from 'vitest';
import type { LoadtestCheck } from '../contracts/loadtest-report.js';
import type { RouteName, RoutePolicy } from '../contracts/route-policy.js';
import { measuredPhase, measuredRoute, mergeListed } from '../testing/measurements.js';
import { findingsOf, judge, verdictOf } from './judge.js';
import { parseThreshold } from './parse-threshold.js';
import type { PhaseMeasurement } from './ports.js';
import type { Evidence } from './rules/evidence.js';
import type { Scenario } from './scenario.js';

const breeds: RouteName = 'GET /v1/breeds';
const analysis: RouteName = 'GET /v1/images/{image_id}/analysis';
const policy: RoutePolicy = {
  since: '2018-11-14',
  probation: false,
  cache: { kind: 'reply', freshSeconds: 60, staleSeconds: 60 },
  limit: { name: 'standard', keyed: null, keyless: null },
  budget: { p99Ms: 50, dbQueriesPerRequest: 0.05 },
  runbook: 'uncached-route',
};

function scenarioWith(...texts: string[]): Scenario {
  const route = {
    weight: 1,
    params: {},
    query: {},
    headers: {},
    body: null,
    expectedStatus: 200,
    check: null,
    dbQueriesPerRequest: null,
  };
  return {
    name: 'test',
    description: '',
    openApi: { kind: 'target', path: '/openapi.json' },
    headers: {},
    keys: null,
    verifyTls: true,
    feeds: {},
    routes: [breeds, analysis].map((name) => ({ ...route, route: name })),
    excuse: [],
    phases: [],
    thresholds: texts.map((text) => ({
      text: text.replace(/^warn /, ''),
      threshold: parseThreshold(text.replace(/^warn /, '')),
      level: text.startsWith('warn ') ? 'warn' : 'fail',
      abortAfterSeconds: null,
      at: [],
    })),
    rules: [],
    coverageMinimum: 20,
  };
}

function judged(phases: readonly PhaseMeasurement[], changes: Partial<Evidence> = {}) {
  const result = judge({
    scenario: scenarioWith(),
    inventory: new Map([
      [breeds, policy],
      [analysis, policy],
    ]),
    phases,
    plannedByPhase: new Map(phases.map(({ phase, sent }) => [phase, sent])),
    untimed: new Set(),
    coverageMinimum: 20,
    coldPaths: new Map(),
    diagnostics: true,
    at: Date.UTC(2026, 10, 29),
    merge: mergeListed,
    ...changes,
  });
  const failures = findingsOf(result.checks, 'fail');
  return {
    ...result,
    failures,
    warnings: findingsOf(result.checks, 'warn'),
    verdict: verdictOf(result),
    rules: failures.map(({ rule, route }) => [rule, route]),
  };
}

const healthy = () => [
  measuredPhase('steady', [measuredRoute(breeds, 100), measuredRoute(analysis, 100)]),
];

describe('an uncached route', () => {
  it('is named with its figure and runbook, and no other', () => {
    const ill = measuredRoute(analysis, 100, { queries: 100 });
    const result = judged([
      measuredPhase('steady', [measuredRoute(breeds, 100, { queries: 3 }), ill]),
    ]);
    expect(result.rules).toEqual([['uncached', analysis]]);
    expect(result.failures[0]).toMatchObject({
      observed: '1.00 queries a request',
      limit: '0.05 queries a request',
      runbook: 'runbooks/uncached-route.md',
    });
  });

  it('is not one whose cache was still filling, nor one whose paths were never asked before', () => {
    const filling = [
      measuredPhase('steady', [
        measuredRoute(breeds, 100),
        measuredRoute(analysis, 50, { queries: 40 }),
      ]),
      measuredPhase('double', [
        measuredRoute(breeds, 100),
        measuredRoute(analysis, 100, { queries: 1 }),
      ]),
    ];
    expect(judged(filling).rules).toEqual([]);
    const cold = [
      measuredPhase('steady', [
        measuredRoute(breeds, 100),
        measuredRoute(analysis, 100, { queries: 30 }),
      ]),
    ];
    expect(judged(cold).rules).toEqual([['uncached', analysis]]);
    expect(judged(cold, { coldPaths: new Map([[analysis, 30]]) }).rules).toEqual([]);
  });

  it('is told, over three rates and more, by what each further request costs', () => {
    const over = (...queries: readonly number[]) =>
      judged(
        queries.map((made, index) =>
          measuredPhase(`step-${index}`, [
            measuredRoute(breeds, 100),
            measuredRoute(analysis, 50 * 2 ** index, { queries: made }),
          ]),
        ),
      );
    // Twenty things are fetched anew in every phase, however many ask for them.
    expect(over(20, 20, 20, 20).rules).toEqual([]);
    const uncached = over(50, 101, 200, 399);
    expect(uncached.rules).toEqual([['uncached', analysis]]);
    expect(uncached.failures[0]?.observed).toMatch(
      /^1\.00 queries a request, 1\.00 each further one \(0\.9\d to 1\.0\d, 4 rates\)$/,
    );
    // Where the slope is not known well enough, what the last phase costs decides.
    expect(over(1, 30, 2, 60).rules).toEqual([['uncached', analysis]]);
  });

  it('cannot be found where replies do not tell: no verdict when they were asked to', () => {
    const silent = [
      measuredPhase('steady', [
        measuredRoute(breeds, 100),
        measuredRoute(analysis, 100, { queriesTold: 0 }),
      ]),
    ];
    expect(judged(silent)).toMatchObject({ verdict: 'invalid', failures: [] });
    expect(judged(silent, { diagnostics: false })).toMatchObject({ verdict: 'pass' });
  });
});

describe('coverage', () => {
  it('names a route nobody tests, and one with too few replies', () => {
    const inventory = new Map([
      [breeds, policy],
      [analysis, policy],
      ['GET /v1/new' as const, null],
    ]);
    const phases = [
      measuredPhase('steady', [measuredRoute(breeds, 100), measuredRoute(analysis, 19)]),
    ];
    expect(judged(phases, { inventory }).rules).toEqual([
      ['coverage', analysis],
      ['coverage', 'GET /v1/new'],
    ]);
  });
});

describe('a threshold', () => {
  const withThresholds = (...texts: string[]) => ({ scenario: scenarioWith(...texts) });

  it('passes, fails, or only warns', () => {
    expect(judged(healthy(), withThresholds('latency.p95 < 10ms', 'errors == 0'))).toMatchObject({
      verdict: 'pass',
      warnings: [],
    });
    const failed = judged(healthy(), withThresholds('latency.p95 < 4ms'));
    expect([failed.verdict, failed.failures[0]?.limit]).toEqual(['fail', 'latency.p95 < 4ms']);
    const warned = judged(healthy(), withThresholds('warn latency.p95 < 4ms'));
    expect([warned.verdict, warned.warnings.length]).toEqual(['pass', 1]);
  });

  it('looks at each route by itself with *', () => {
    const slow = [
      measuredPhase('steady', [
        measuredRoute(breeds, 300),
        measuredRoute(analysis, 300, { ms: 90 }),
      ]),
    ];
    const result = judged(slow, withThresholds('latency.p95{route=*,phase=*} < 50ms'));
    expect(result.rules).toEqual([['threshold', analysis]]);
    expect(result.failures[0]?.phase).toBe('steady');
  });

  it('never passes without data: too few samples, nothing told, no evidence of time', () => {
    expect(judged(healthy(), withThresholds('latency.p99 < 1s'))).toMatchObject({
      verdict: 'invalid',
    });
    expect(judged(healthy(), withThresholds('warn latency.p99 < 1s'))).toMatchObject({
      verdict: 'pass',
      remarks: [expect.stringContaining('1000')],
    });
    const untold = [
      measuredPhase('steady', [
        measuredRoute(breeds, 100, { cacheTold: 0 }),
        measuredRoute(analysis, 100),
      ]),
    ];
    expect(judged(untold, withThresholds('cache-hit-share{route=*} >= 95%'))).toMatchObject({
      verdict: 'invalid',
    });
    const untimed = {
      ...withThresholds('latency.p95 < 1s', 'errors == 0'),
      untimed: new Set(['steady']),
    };
    expect(judged(healthy(), untimed).undecided).toHaveLength(1);
  });

  it('that is broken beats one that is in doubt', () => {
    const lost = [
      measuredPhase('steady', [
        measuredRoute(breeds, 100, { lost: 5, sent: 105 }),
        measuredRoute(analysis, 100),
      ]),
    ];
    const result = judged(lost, withThresholds('latency.p99 < 1s', 'errors < 1%'));
    expect(result.verdict).toBe('fail');
    expect(result.failures[0]?.message).toContain('5 lost');
  });

  it('says when the rate limit refused', () => {
    const refused = measuredRoute(breeds, 100, { expected: 60, statuses: { 200: 60, 429: 40 } });
    const result = judged(
      [measuredPhase('steady', [refused, measuredRoute(analysis, 100)])],
      withThresholds('errors < 1%'),
    );
    expect(result.failures[0]?.message).toContain('40 answered 429, the rate limit');
  });

  it('says which answers were not expected, also those that are no error by themselves', () => {
    const scenario = withThresholds('errors < 1%').scenario;
    const [first, second] = scenario.routes;
    const routes = first && second ? [first, { ...second, expectedStatus: 404 }] : [];
    const result = judged(
      [
        measuredPhase('steady', [
          measuredRoute(breeds, 100, { expected: 60, statuses: { 200: 60, 302: 40 } }),
          measuredRoute(analysis, 100, { expected: 95, statuses: { 404: 95, 200: 5 } }),
        ]),
      ],
      { scenario: { ...scenario, routes } },
    );
    expect(result.failures[0]?.message).toMatch(/: 5 answered 200, 40 answered 302\.$/);
  });
});

describe('the checks of a run', () => {
  const outcomes = (checks: readonly LoadtestCheck[]) =>
    checks.map(({ rule, route, phase, outcome, observed }) => [
      rule,
      route,
      phase,
      outcome,
      observed,
    ]);

  it('are every rule at every route it looked at, also where all is well', () => {
    const { checks } = judged(healthy(), { scenario: scenarioWith('errors{route=*} < 1%') });
    expect(outcomes(checks)).toEqual([
      ['uncached', breeds, null, 'pass', '0.00 queries a request'],
      ['uncached', analysis, null, 'pass', '0.00 queries a request'],
      ['coverage', breeds, null, 'pass', '100 replies'],
      ['coverage', analysis, null, 'pass', '100 replies'],
      ['threshold', breeds, null, 'pass', '0 %'],
      ['threshold', analysis, null, 'pass', '0 %'],
    ]);
  });

  it('have no value where nothing was measured, and then never pass', () => {
    const silent = [
      measuredPhase('steady', [
        measuredRoute(breeds, 100, { queriesTold: 0 }),
        measuredRoute(analysis, 100),
      ]),
    ];
    const scenario = scenarioWith('latency.p99 < 1s', 'warn latency.p99 < 2s');
    const told = judged(silent, { scenario }).checks;
    const unmeasured = told.filter(({ observed }) => observed === null);
    expect(unmeasured.map(({ rule, limit, outcome }) => [rule, limit, outcome])).toEqual([
      ['uncached', '0.05 queries a request', 'undecided'],
      ['threshold', 'latency.p99 < 1s', 'undecided'],
      ['threshold', 'latency.p99 < 2s', 'warn'],
    ]);
    const untold = judged(silent, { scenario: scenarioWith(), diagnostics: false });
    expect([untold.verdict, untold.checks[0]?.outcome]).toEqual(['pass', 'warn']);
  });

  it('are the same in number and name when nothing is answered, but for the outage itself', () => {
    const out = measuredRoute(breeds, 100, { expected: 0, statuses: { 503: 100 }, queriesTold: 0 });
    const scenario = scenarioWith('errors < 1%', 'latency.p95{route=*} < 1s');
    const ill = judged([measuredPhase('steady', [out])], { scenario, inventory: null });
    const others = ill.checks.filter(({ outcome }) => outcome !== 'fail');
    expect(ill.checks.length - others.length).toBe(1);
    expect(new Set(others.map(({ outcome }) => outcome))).toEqual(new Set(['undecided']));
    expect(others.map(({ limit }) => limit)).toContain('latency.p95 < 1s');
  });
});

describe('an outage', () => {
  const out = (route: RouteName) =>
    measuredRoute(route, 100, { expected: 0, statuses: { 503: 100 }, queriesTold: 0 });
  const phases = [measuredPhase('steady', [out(breeds), out(analysis)])];

  it('is one finding, with the status, whether or not a threshold is about errors', () => {
    for (const scenario of [scenarioWith('errors < 1%', 'latency.p95 < 1s'), scenarioWith()]) {
      const result = judged(phases, { scenario, inventory: null });
      expect([result.verdict, result.failures.length]).toEqual(['fail', 1]);
      expect(result.failures[0]?.message).toContain('200 answered 503');
    }
  });
});
