import type { LoadtestVerdict } from '../contracts/loadtest-report.js';
import { judgeCoverage } from './rules/coverage.js';
import { type Evidence, type Judgement, judgement } from './rules/evidence.js';
import { judgeOutage } from './rules/outage.js';
import { judgeThresholds } from './rules/thresholds.js';
import { judgeUncached } from './rules/uncached.js';

/** Everything the rules say of a run, most telling first. */
export function judge(evidence: Evidence): Judgement {
  const outage = judgeOutage(evidence);
  if (outage !== null) {
    // Every route would be named for the same reason, and nothing else can be known.
    const thresholds = judgeThresholds(evidence);
    const named = thresholds.failures.filter(({ limit }) => limit.startsWith('errors '));
    return judgement({ failures: named.length > 0 ? named : outage.failures });
  }
  const parts = [judgeUncached(evidence), judgeCoverage(evidence), judgeThresholds(evidence)];
  return {
    failures: parts.flatMap(({ failures }) => failures),
    warnings: parts.flatMap(({ warnings }) => warnings),
    undecided: parts.flatMap(({ undecided }) => undecided),
    remarks: parts.flatMap(({ remarks }) => remarks),
  };
}

/** A no beats a doubt, and a doubt beats a yes. */
export function verdictOf({ failures, undecided }: Judgement): LoadtestVerdict {
  if (failures.length > 0) return 'fail';
  return undecided.length > 0 ? 'invalid' : 'pass';
}
