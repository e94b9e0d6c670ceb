import { tableLines } from '../../src/presentation/table-lines.js';

/** A column of a table: what stands above it, and whether it may be cut when the line is full. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** The one column that gives way when the table is wider than the terminal. */
  readonly flexible?: boolean;
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
  const shown = columns.map(({ title, align, flexible }, index) => ({
    title,
    cell: (row: readonly string[]) => row[index] ?? '',
    ...(align ? { align } : {}),
    ...(flexible ? { cut: 'end' as const } : {}),
  }));
  return tableLines(rows, shown, { width }).join('\n');
}
