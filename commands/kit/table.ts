/** A column of a table: what stands above it, and whether it may be cut when the line is full. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** The one column that gives way when the table is wider than the terminal. */
  readonly flexible?: boolean;
}

const gap = '  ';
const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });
// East Asian wide and fullwidth blocks, and everything drawn as a picture, take two cells.
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|\ufe0f/u;
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** Cells that a text takes on a terminal. Give it text without control characters. */
export function cellWidth(text: string): number {
  let cells = 0;
  for (const { segment } of segments.segment(text)) {
    if (!invisible.test(segment)) cells += wide.test(segment) ? 2 : 1;
  }
  return cells;
}

/** The text in at most so many cells, ending in `…` when something was cut. */
export function fit(text: string, cells: number): string {
  if (cellWidth(text) <= cells) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of segments.segment(text)) {
    const next = cellWidth(segment);
    if (used + next > cells - 1) break;
    kept += segment;
    used += next;
  }
  return `${kept}…`;
}

/**
 * Rows under their titles, each column as wide as its widest cell; the flexible column is cut so
 * that no line is wider than `width`. Nothing is padded at the end of a line.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
): string {
  const lines = [columns.map(({ title }) => title), ...rows];
  const natural = columns.map((_, i) => Math.max(...lines.map((line) => cellWidth(line[i] ?? ''))));
  const over = natural.reduce((sum, each) => sum + each, gap.length * (columns.length - 1)) - width;
  const widths = natural.map((each, i) =>
    over > 0 && columns[i]?.flexible ? Math.max(8, each - over) : each,
  );
  return lines
    .map((line) =>
      columns
        .map(({ align }, i) => padded(fit(line[i] ?? '', widths[i] ?? 0), widths[i] ?? 0, align))
        .join(gap)
        .trimEnd(),
    )
    .join('\n');
}

function padded(text: string, cells: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, cells - cellWidth(text)));
  return align === 'right' ? `${space}${text}` : `${text}${space}`;
}
