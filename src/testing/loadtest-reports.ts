import type {
  LoadtestCheck,
  LoadtestFinding,
  LoadtestReport,
  LoadtestRoute,
} from '../contracts/loadtest-report.js';

/** Nine seconds of two phases, in one of which nothing was due. */
const reportedTimes: Pick<LoadtestRoute, 'timeline' | 'curve'> = {
  timeline: Array.from({ length: 9 }, (_, at) => ({
    phase: at < 4 ? 'steady' : 'double',
    at,
    seconds: 1,
    sent: at === 2 ? 0 : 20 + at,
    errors: at === 8 ? 3 : 0,
    p50: at === 2 ? null : 1 + at / 10,
    p95: at < 4 ? null : 9 + at,
    slowest: at === 2 ? null : 40 - at,
  })),
  curve: [
    { percent: 50, latency: 1.2, serviceTime: 1.1 },
    { percent: 99, latency: null, serviceTime: 8 },
    { percent: 100, latency: 45, serviceTime: null },
  ],
};

/** A route with plausible figures, but for the changes. */
export function reportedRoute(
  route: LoadtestRoute['route'],
  changes: Partial<LoadtestRoute> = {},
): LoadtestRoute {
  return {
    route,
    requests: 211,
    rate: 19.2,
    latency: { p50: 1.234, p95: 45.67, p99: null },
    serviceTime: { p50: 1.2, p95: 45, p99: null },
    errors: 0,
    statuses: { 200: 211 },
    lost: 0,
    timeouts: 0,
    cacheHitShare: 0.9995,
    dbQueriesPerRequest: 0,
    ...reportedTimes,
    ...changes,
  };
}

/** A check that passed, but for the changes. */
export function reportedCheck(changes: Partial<LoadtestCheck> = {}): LoadtestCheck {
  return {
    rule: 'threshold',
    route: null,
    phase: null,
    outcome: 'pass',
    limit: 'errors < 1%',
    observed: '0 %',
    message: 'errors of all routes together is 0 %, which keeps the limit < 1%.',
    runbook: null,
    ...changes,
  };
}

/** A report with these checks, its verdict and findings those of the checks, but for the changes. */
export function loadtestReportOf(
  checks: readonly LoadtestCheck[],
  changes: Partial<LoadtestReport> = {},
): LoadtestReport {
  const failures = findings(checks, 'fail');
  const undecided = checks.filter(({ outcome }) => outcome === 'undecided');
  return {
    schema: 'catops.loadtest/v1',
    verdict: failures.length > 0 ? 'fail' : undecided.length > 0 ? 'invalid' : 'pass',
    scenario: 'default',
    scenarioFile: 'loadtests/default.yaml',
    target: { url: 'http://127.0.0.1:1', started: true, uncached: [] },
    startedAt: '2026-11-21T00:00:00.000Z',
    measuredSeconds: 9,
    totals: {
      sent: 422,
      answered: 422,
      lost: 0,
      timeouts: 0,
      discarded: 0,
      inFlight: 0,
      reconnects: 0,
    },
    phases: ['steady', 'double'].map((phase, index) => ({
      phase,
      seconds: 4 + index,
      sent: 211,
      answered: 211,
      loopDelayP99Ms: 1.2,
      busyShare: 0.1,
      stealShare: null,
      foreignShare: 0.02,
    })),
    routes: [reportedRoute('GET /v1/breeds')],
    ...reportedTimes,
    checks,
    failures,
    warnings: findings(checks, 'warn'),
    excused: [],
    doubts: undecided.map(({ message }) => message),
    ...changes,
  };
}

function findings(checks: readonly LoadtestCheck[], wanted: 'fail' | 'warn'): LoadtestFinding[] {
  return checks.flatMap(({ outcome, observed, ...rest }) =>
    outcome === wanted && observed !== null ? [{ ...rest, observed }] : [],
  );
}

/** The route of 15 November 2018. */
export const analysisRoute = 'GET /v1/images/{image_id}/analysis';

/** What is said of it when it has no cache. */
export const uncachedAnalysis: LoadtestCheck = reportedCheck({
  rule: 'uncached',
  route: analysisRoute,
  outcome: 'fail',
  limit: '0.05 queries a request',
  observed: '1.00 queries a request',
  message: 'It asks the database on every request.',
  runbook: 'runbooks/uncached-route.md',
});
