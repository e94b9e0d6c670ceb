import { printable } from '../platform/terminal-text.js';
import type { Block, Cell } from './blocks.js';

/** A part as Markdown. Every text is escaped: it reads as it was written, and marks up nothing. */
export function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `# ${escapeMarkdown(block.text)}`;
    case 'heading':
      return `${'#'.repeat(block.level)} ${escapeMarkdown(block.text)}`;
    case 'paragraph':
      return escapeMarkdown(block.text);
    case 'list':
      return block.items.map((item) => `- ${cellText(item)}`).join('\n');
    case 'table':
      return [
        tableLine(block.head),
        tableLine(
          block.head.map((_, index) => (index >= (block.figuresFrom ?? Infinity) ? '---:' : '---')),
          true,
        ),
        ...block.rows.map((row) => tableLine(row)),
      ].join('\n');
  }
}

function tableLine(cells: readonly Cell[], raw = false): string {
  return `| ${cells.map((cell) => (raw ? cell : cellText(cell))).join(' | ')} |`;
}

function cellText(cell: Cell): string {
  if (typeof cell === 'string') return escapeMarkdown(cell);
  const url = cell.url === null ? null : safeUrl(cell.url);
  const text = cell.strong ? `**${escapeMarkdown(cell.text)}**` : escapeMarkdown(cell.text);
  return url === null ? text : `[${text}](${url})`;
}

/**
 * One line of text that Markdown leaves as it is: no markup, no HTML, no comment, no new cell. An
 * underscore inside a word marks up nothing and is left alone, so that `{image_id}` stays readable.
 */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*[\]|~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/^(#{1,6}|[-+]|\d+[.)])(?= |$)/, (mark) => mark.replace(/[#+.)-]/, '\\$&'));
}

/** An address that a reader may follow (http and https), with nothing that ends the link; or null. */
export function safeUrl(url: string): string | null {
  const clean = printable(url).trim();
  if (!/^https?:\/\/[^\s]+$/i.test(clean)) return null;
  return clean.replace(/[<>()"'|\\`*_[\]]/g, (sign) => {
    return `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}
