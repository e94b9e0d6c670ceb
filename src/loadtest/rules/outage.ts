import type { LoadtestCheck } from '../../contracts/loadtest-report.js';
import { poolOf } from '../pool.js';
import type { Evidence } from './evidence.js';

/** Null while anything is answered as expected; else the one check that says it all. */
export function outageOf(evidence: Evidence): LoadtestCheck | null {
  const all = poolOf(evidence.phases, null, evidence.merge);
  if (all.requests === 0 || all.expected > 0) return null;
  const statuses = Object.entries(all.statuses)
    .map(([status, count]) => `${count} answered ${status}`)
    .join(', ');
  return {
    rule: 'threshold',
    route: null,
    phase: null,
    outcome: 'fail',
    limit: 'errors < 100%',
    observed: '100 %',
    message: `errors of all routes together are 100 %: no request was answered as expected (${statuses}).`,
    runbook: null,
  };
}
