import type { LoadtestReport } from '../contracts/loadtest-report.js';

/** A report as text for a terminal: table by route, findings, verdict last. */
export function reportTable(
  _report: LoadtestReport,
  _options: { readonly width: number; readonly colour: boolean },
): string {
  throw new Error('not built yet');
}
