import type { RollupReport } from '../../src/contracts/rollup-report.js';
import { rollupCsv } from '../../src/rollups/report/csv.js';
import { rollupHtml } from '../../src/rollups/report/html.js';
import { rollupMarkdown } from '../../src/rollups/report/markdown.js';
import { rollupSlack } from '../../src/rollups/report/slack.js';
import { rollupText } from '../../src/rollups/report/text.js';
import type { RollupContext, RollupInvocation } from './rollup-context.js';
import type { RollupFormat } from './rollup-request.js';
import { tableWidthOf, wantsAscii, wantsColour } from './terminal.js';

interface Rendered {
  readonly report: RollupReport;
  /** The same window by hour, for the plots of a page. */
  readonly hours: RollupReport | null;
  readonly format: RollupFormat;
}

/** The report in the form asked for. */
export async function renderReport(
  { host, wiring }: RollupInvocation,
  { zone }: RollupContext,
  { report, hours, format }: Rendered,
): Promise<string> {
  switch (format) {
    case 'csv':
      return rollupCsv(report);
    case 'markdown':
      return rollupMarkdown(report, zone);
    case 'slack':
      return rollupSlack(report, zone);
    case 'html':
      return rollupHtml(report, { zone, draw: await wiring.drawChart(), hours });
    case 'json':
    case 'table':
      return rollupText(report, {
        width: tableWidthOf(host.stdout),
        colour: wantsColour(host, host.stdout),
        ascii: wantsAscii(host),
        zone,
      });
  }
}
