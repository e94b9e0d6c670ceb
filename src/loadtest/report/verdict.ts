import type { LoadtestReport } from '../../contracts/loadtest-report.js';

/** The verdict as one sentence, the word first. */
export function verdictSentence({ verdict, failures, scenario, target }: LoadtestReport): string {
  const where = `scenario ${scenario} on ${target.url}`;
  switch (verdict) {
    case 'pass':
      return `PASS: ${where} broke no rule.`;
    case 'fail':
      return `FAIL: ${where} broke ${failures.length === 1 ? 'a rule' : `${failures.length} rules`}.`;
    case 'invalid':
      return `INVALID: this run is no evidence, so ${where} has no verdict.`;
    case 'interrupted':
      return `INTERRUPTED: ${where} was stopped and has no verdict; the figures are what was measured until then.`;
  }
}

/** What was sent and what became of it, as one sentence. */
export function countsSentence({ totals, measuredSeconds }: LoadtestReport): string {
  const parts = [
    `${totals.sent} sent in ${Math.round(measuredSeconds)} s`,
    `${totals.answered} answered`,
    `${totals.lost} lost`,
    `${totals.timeouts} timed out`,
    ...(totals.discarded > 0 ? [`${totals.discarded} discarded by the generator`] : []),
    ...(totals.inFlight > 0 ? [`${totals.inFlight} not answered when their phase ended`] : []),
  ];
  return parts.join(', ');
}

/** Which lessons were switched off; null when none was. */
export function withoutCache({ target }: LoadtestReport): string | null {
  if (target.uncached.length === 0) return null;
  return `Served without its cache: ${target.uncached.join(', ')}.`;
}
