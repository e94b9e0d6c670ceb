import type { LoadtestFinding } from '../../contracts/loadtest-report.js';
import { poolOf } from '../pool.js';
import { type Evidence, type Judgement, judgement } from './evidence.js';

/** Null while anything is answered as expected; else the one finding that says it all. */
export function judgeOutage(evidence: Evidence): Judgement | null {
  const all = poolOf(evidence.phases, null, evidence.merge);
  if (all.requests === 0 || all.expected > 0) return null;
  const statuses = Object.entries(all.statuses)
    .map(([status, count]) => `${count} answered ${status}`)
    .join(', ');
  const finding: LoadtestFinding = {
    rule: 'threshold',
    route: null,
    phase: null,
    limit: 'errors < 100%',
    observed: '100 %',
    message: `errors of all routes together are 100 %: no request was answered as expected (${statuses}).`,
    runbook: null,
  };
  return judgement({ failures: [finding] });
}
