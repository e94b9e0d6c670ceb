import type { LoadtestReport } from '../../contracts/loadtest-report.js';
import { escapeHtml } from '../../platform/escape-html.js';
import type { Block } from '../../presentation/blocks.js';
import { blockMarkdown, escapeMarkdown } from '../../presentation/markdown.js';
import { reportParts } from './parts.js';

/**
 * A report as a comment on a pull request: the verdict and what is wrong; all that is as it should be
 * is folded away. Every text is escaped.
 */
export function loadtestMarkdown(report: LoadtestReport): string {
  const { title, main, routes, rest, restTitle } = reportParts(report);
  return `${[
    blockMarkdown({ kind: 'heading', level: 3, text: title }),
    ...main.map(captioned),
    `<details>\n<summary>${escapeHtml(restTitle)}</summary>`,
    ...[routes, ...rest].map(captioned),
    '</details>',
  ].join('\n\n')}\n`;
}

/** Markdown has no captions, so a table's stands before it. */
function captioned(block: Block): string {
  if (block.kind !== 'table') return blockMarkdown(block);
  return `**${escapeMarkdown(block.caption)}**\n\n${blockMarkdown(block)}`;
}
