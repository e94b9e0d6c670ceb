import { cellWidth, fit, fitMiddle, pad } from './cells.js';

/** A column of a table. Its cells are one line of printable text each. */
export interface Column<Row> {
  readonly title: string;
  cell(row: Row): string;
  readonly align?: 'left' | 'right';
  /** The column with the lowest number leaves first when the width is short; without one, never. */
  readonly priority?: number;
  /** Leaves before anything is cut; others only when cutting is not enough. */
  readonly spare?: boolean;
  /** Whether it may be cut when the width is short, and where. */
  readonly cut?: 'end' | 'middle';
  /** Cells it keeps as long as another column can leave; all it needs when absent. */
  readonly keep?: number;
  /** Puts colour around a cell that is already as wide as its column. */
  paint?(text: string, row: Row): string;
}

export interface TableLayout {
  /** Columns of the terminal. */
  readonly width: number;
  /** Spaces between columns; then those when the width is short. */
  readonly gaps?: readonly [roomy: number, tight: number];
}

const narrowest = 8;

/**
 * Lines of a table, titles first, no wider than `width`: first the columns move together, then the
 * spare ones leave, then the cut ones shrink to what they keep while others leave, then further, to
 * no less than eight cells.
 * Nothing is padded at the end of a line.
 */
export function tableLines<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { width, gaps = [2, 2] }: TableLayout,
): string[] {
  const measured = columns.map((column) => {
    const cells = rows.map((row) => column.cell(row));
    const natural = Math.max(...[column.title, ...cells].map(cellWidth));
    return { column, cells, natural };
  });
  const { shown, gap, over } = chosen(measured, width, gaps);
  const placed = shown.map((one) => ({ ...one, cells: one.cells, width: widthOf(one, over) }));
  const titles = placed.map(({ column, width: wide }) => cellOf(column, column.title, wide));
  const lines = rows.map((row, index) =>
    placed.map(({ column, cells, width: wide }) => {
      const text = cellOf(column, cells[index] ?? '', wide);
      return column.paint ? column.paint(text, row) : text;
    }),
  );
  return [titles, ...lines].map((cells) => cells.join(' '.repeat(gap)).trimEnd());
}

interface Measured<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly string[];
  /** Cells that its widest text takes. */
  readonly natural: number;
}

/** Which columns stay, how far apart, and by how much they are still too wide together. */
function chosen<Row>(
  measured: readonly Measured<Row>[],
  width: number,
  [roomy, tight]: readonly [number, number],
): { shown: readonly Measured<Row>[]; gap: number; over: number } {
  const total = (columns: readonly Measured<Row>[], gap: number, kept: boolean): number =>
    columns.reduce((sum, one) => sum + gap + (kept ? keptWidth(one) : one.natural), -gap);
  const gap = total(measured, roomy, false) > width ? tight : roomy;
  let shown = measured;
  for (const spare of [true, false]) {
    while (total(shown, gap, !spare) > width) {
      const least = shown
        .filter(({ column }) => column.priority !== undefined && (!spare || column.spare))
        .reduce<Measured<Row> | undefined>(less, undefined);
      if (!least) break;
      shown = shown.filter((one) => one !== least);
    }
  }
  return { shown, gap, over: Math.max(0, total(shown, gap, false) - width) };
}

function less<Row>(a: Measured<Row> | undefined, b: Measured<Row>): Measured<Row> {
  return a && (a.column.priority ?? 0) <= (b.column.priority ?? 0) ? a : b;
}

function keptWidth<Row>({ column, natural }: Measured<Row>): number {
  return column.cut ? Math.min(natural, column.keep ?? natural) : natural;
}

function widthOf<Row>({ column, natural }: Measured<Row>, over: number): number {
  return column.cut ? Math.min(natural, Math.max(narrowest, natural - over)) : natural;
}

function cellOf<Row>({ cut, align }: Column<Row>, text: string, width: number): string {
  return pad((cut === 'middle' ? fitMiddle : fit)(text, width), width, align);
}
