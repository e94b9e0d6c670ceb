/** A column of a table: its cells are right-aligned, but those of the first column are left. */
export interface Column<Row> {
  readonly title: string;
  cell(row: Row): string;
  /** A column with a lower number is left out first when the width is short. */
  readonly priority: number;
}

const roomy = 2;
const tight = 1;

/**
 * Lines of a table no wider than `width`: first the columns move together, then the least important
 * ones go, then the first column is cut. The first column never goes.
 */
export function tableLines<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width: number,
): string[] {
  let shown = columns;
  let gap = roomy;
  const widest = (column: Column<Row>): number =>
    Math.max(column.title.length, ...rows.map((row) => column.cell(row).length));
  const total = (): number => shown.reduce((sum, column) => sum + widest(column) + gap, -gap);
  if (total() > width) gap = tight;
  while (total() > width && shown.length > 2) {
    const least = shown.slice(1).reduce((a, b) => (b.priority < a.priority ? b : a));
    shown = shown.filter((column) => column !== least);
  }
  const [first, ...rest] = shown;
  if (!first) return [];
  const firstWidth = Math.max(8, widest(first) - Math.max(0, total() - width));
  const line = (text: (column: Column<Row>) => string): string =>
    [
      cut(text(first), firstWidth).padEnd(firstWidth),
      ...rest.map((column) => text(column).padStart(widest(column))),
    ].join(' '.repeat(gap));
  return [line(({ title }) => title), ...rows.map((row) => line((column) => column.cell(row)))];
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** The text broken between words into lines of at most `width`; a longer word stays whole. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}
