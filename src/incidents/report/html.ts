import { blockHtml, htmlPage } from '../../presentation/html-page.js';
import type { ReportBlock } from './blocks.js';
import { markdownToHtml } from './human-html.js';

/** Parts as one HTML page; `sections` are the human parts as they stand. */
export function renderHtml(
  blocks: readonly ReportBlock[],
  sections: ReadonlyMap<string, string>,
): string {
  const title = blocks.find((block) => block.kind === 'title');
  const parts = [...blocks, ...further(blocks, sections)];
  return htmlPage(
    title?.text ?? 'Incident report',
    parts.map((block) => partHtml(block, sections)),
  );
}

/** Sections that people invented come last, as in the Markdown. */
function further(
  blocks: readonly ReportBlock[],
  sections: ReadonlyMap<string, string>,
): ReportBlock[] {
  const known = new Set(blocks.map((block) => (block.kind === 'human' ? block.section : '')));
  const names = [...sections.keys()].filter((name) => !known.has(name));
  if (names.length === 0) return [];
  return [
    { kind: 'heading', level: 2, text: 'Further notes' },
    ...names.map((section): ReportBlock => ({ kind: 'human', section, body: '' })),
  ];
}

function partHtml(block: ReportBlock, sections: ReadonlyMap<string, string>): string {
  if (block.kind !== 'human') return blockHtml(block);
  return markdownToHtml(sections.get(block.section) ?? block.body);
}
