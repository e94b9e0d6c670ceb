import type { LoadtestCheck } from '../../contracts/loadtest-report.js';

/** The finding that the target stopped answering, so that the rest of the load was not sent. */
export function gaveUpCheck(why: string | null): readonly LoadtestCheck[] {
  if (why === null) return [];
  return [
    {
      rule: 'threshold',
      route: null,
      phase: null,
      outcome: 'fail',
      limit: 'any answer',
      observed: 'none',
      message: `The API went down under the load, and the rest of it was not sent: ${why}.`,
      runbook: null,
    },
  ];
}
