import type {
  LoadtestCheck,
  LoadtestFinding,
  LoadtestVerdict,
} from '../contracts/loadtest-report.js';
import { judgeCoverage } from './rules/coverage.js';
import {
  type Evidence,
  type Judgement,
  joined,
  judgement,
  withoutOutcome,
} from './rules/evidence.js';
import { outageOf } from './rules/outage.js';
import { judgeProbation } from './rules/probation.js';
import { judgeThresholds } from './rules/thresholds.js';
import { judgeUncached } from './rules/uncached.js';

/** Everything the rules say of a run, most telling first. */
export function judge(evidence: Evidence): Judgement {
  const judged = joined([
    judgeUncached(evidence),
    judgeCoverage(evidence),
    judgeProbation(evidence),
    judgeThresholds(evidence),
  ]);
  const outage = outageOf(evidence);
  if (outage === null) return judged;
  // Every route would be named for the same reason, and nothing else can be known.
  const told = judged.checks.filter(
    ({ outcome, limit }) => outcome === 'fail' && limit.startsWith('errors '),
  );
  const others = judged.checks.filter((check) => !told.includes(check));
  return judgement({
    checks: [
      ...(told.length > 0 ? told : [outage]),
      ...withoutOutcome(others, 'Not known: no request was answered as expected.'),
    ],
  });
}

/** A no beats a doubt, and a doubt beats a yes. */
export function verdictOf({ checks, undecided }: Judgement): LoadtestVerdict {
  if (checks.some(({ outcome }) => outcome === 'fail')) return 'fail';
  return undecided.length > 0 ? 'invalid' : 'pass';
}

/** Checks with that outcome that measured something, without what their place says already. */
export function findingsOf(
  checks: readonly LoadtestCheck[],
  wanted: 'fail' | 'warn',
): LoadtestFinding[] {
  return checks.flatMap(({ outcome, observed, ...rest }) =>
    outcome === wanted && observed !== null ? [{ ...rest, observed }] : [],
  );
}
