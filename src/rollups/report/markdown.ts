import type { RollupReport } from '../../contracts/rollup-report.js';
import type { Zone } from '../../platform/zone.js';
import { blockMarkdown } from '../../presentation/markdown.js';
import { rollupParts } from './blocks.js';

/** A report as Markdown: every text escaped, a table of at most eight columns. */
export function rollupMarkdown(report: RollupReport, zone: Zone): string {
  const { main, notes } = rollupParts(report, zone);
  return `${[...main, ...notes].map(blockMarkdown).join('\n\n')}\n`;
}
