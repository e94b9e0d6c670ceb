import { printable } from '../../src/platform/terminal-text.js';
import { wrapText } from '../../src/presentation/wrap-text.js';

/** A paragraph, an item of a list, a row of a table, or a line to be left as it is. */
interface Piece {
  readonly kind: 'text' | 'item' | 'row' | 'raw' | 'space';
  text: string;
}

/**
 * Markdown as lines for a terminal, none wider than `width` but those of fenced text, all indented.
 * Paragraphs and items are laid out anew; a row of a table becomes an item, its cells joined by arrows.
 */
export function proseLines(markdown: string, width: number, indent = ''): string[] {
  return piecesOf(markdown).flatMap(({ kind, text }) => {
    if (kind === 'space') return [''];
    if (kind === 'raw') return [`${indent}${printable(text)}`];
    const bullet = kind === 'text' ? '' : '- ';
    const lines = wrapText(printable(plain(text)), width - indent.length - bullet.length);
    return lines.map(
      (line, at) => `${indent}${at === 0 ? bullet : ' '.repeat(bullet.length)}${line}`,
    );
  });
}

function piecesOf(markdown: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const lines = markdown.split('\n');
  let fenced = false;
  for (const [at, line] of lines.entries()) {
    const isFence = line.trim().startsWith('```');
    if (isFence) fenced = !fenced;
    if (isFence || fenced) pieces.push({ kind: 'raw', text: isFence ? '' : line });
    else addLine(pieces, line.trim(), lines[at + 1]?.trim() ?? '');
  }
  return pieces;
}

function addLine(pieces: Piece[], text: string, next: string): void {
  const last = pieces.at(-1);
  if (text === '') pieces.push({ kind: 'space', text });
  else if (text.startsWith('|')) pieces.push(...rowOf(text, next));
  else if (item.test(text)) pieces.push({ kind: 'item', text: text.replace(item, '') });
  else if (last?.kind === 'text' || last?.kind === 'item') last.text += ` ${text}`;
  else pieces.push({ kind: 'text', text });
}

const item = /^([-*]|\d+[.)]) /;

/** A row of a table; none of its head and of the line below that. */
function rowOf(row: string, next: string): Piece[] {
  const isRule = /^\|[\s:|-]+\|$/;
  if (isRule.test(row) || isRule.test(next)) return [];
  const cells = row.replace(/^\||\|$/g, '').split(/(?<!\\)\|/);
  return [{ kind: 'row', text: cells.map((cell) => cell.trim()).join(' → ') }];
}

/** Links and emphasis as a terminal reads them. */
function plain(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1').replace(/\*\*([^*]+)\*\*/g, '$1');
}
