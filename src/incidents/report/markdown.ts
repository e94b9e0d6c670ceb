import { blockMarkdown } from '../../presentation/markdown.js';
import type { ReportBlock } from './blocks.js';
import { humanSection } from './human-sections.js';

/** Parts as Markdown, with the sections of people between their markers. */
export function renderMarkdown(blocks: readonly ReportBlock[]): string {
  return `${blocks.map(blockText).join('\n\n')}\n`;
}

function blockText(block: ReportBlock): string {
  return block.kind === 'human' ? humanSection(block.section, block.body) : blockMarkdown(block);
}
