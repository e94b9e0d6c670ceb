import type { LoadtestReport } from '../../src/contracts/loadtest-report.js';

/** What {@link loadtestMatchers} adds to `expect(…)`. */
export interface LoadtestMatchers {
  /** Of a report: no rule is broken, and the run is evidence. */
  toPassLoadtest(): void;
}

interface Matched {
  readonly pass: boolean;
  message(): string;
}

/** For `expect.extend`; importing `catops/loadtest/vitest` does it. */
export const loadtestMatchers: { toPassLoadtest: (received: unknown) => Matched } = {
  toPassLoadtest: (received) => {
    if (!isReport(received)) {
      return { pass: false, message: () => 'expected the report that loadtest() answers' };
    }
    const pass = received.verdict === 'pass';
    return { pass, message: () => explanation(received) };
  },
};

function isReport(value: unknown): value is LoadtestReport {
  return typeof value === 'object' && value !== null && 'verdict' in value && 'failures' in value;
}

function explanation(report: LoadtestReport): string {
  const { scenario, target, verdict, failures, warnings, doubts, totals } = report;
  const heads = {
    pass: `expected scenario ${scenario} to break a rule, and it broke none`,
    fail: `scenario ${scenario} broke ${failures.length === 1 ? 'a rule' : `${failures.length} rules`}`,
    invalid: `scenario ${scenario} has no verdict: the run is no evidence`,
    interrupted: `scenario ${scenario} was stopped and has no verdict`,
  } as const;
  return [
    `${heads[verdict]} (${totals.answered} of ${totals.sent} requests answered by ${target.url})`,
    ...failures.map(({ rule, message }) => `  FAIL  ${rule}: ${message}`),
    ...warnings.map(({ rule, message }) => `  WARN  ${rule}: ${message}`),
    ...doubts.map((doubt) => `  DOUBT ${doubt}`),
  ].join('\n');
}
