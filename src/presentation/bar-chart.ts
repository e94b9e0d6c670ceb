const eighths = ' ▁▂▃▄▅▆▇█';

export interface BarChart {
  readonly values: readonly (number | null)[];
  /** Drawn as a line across the empty cells; null: none. */
  readonly threshold: number | null;
  readonly height: number;
  readonly ascii: boolean;
}

/** What the highest cell of a chart stands for: a little more than all it shows. */
export function chartTop({ values, threshold }: Pick<BarChart, 'values' | 'threshold'>): number {
  const greatest = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  return Math.max(greatest, threshold === null ? 0 : threshold * 1.1) || 1;
}

/** In which of the rows, counted from above, the threshold is; null without one. */
export function thresholdRow({ values, threshold, height }: BarChart): number | null {
  if (threshold === null) return null;
  const row = Math.floor((threshold / chartTop({ values, threshold })) * height);
  return height - 1 - Math.min(height - 1, Math.max(0, row));
}

/**
 * Values from 0 to {@link chartTop} as bars, a column each, highest row first; `·` at the foot is a
 * missing one. In ASCII a cell is full or empty.
 */
export function barChart(chart: BarChart): readonly string[] {
  const { values, height, ascii } = chart;
  const top = chartTop(chart);
  const marked = thresholdRow(chart);
  return Array.from({ length: height }, (_, index) => {
    const row = height - 1 - index;
    const empty = index === marked ? (ascii ? '-' : '┄') : ' ';
    return values
      .map((value) => {
        if (value === null) return row === 0 ? (ascii ? '.' : '·') : empty;
        const filled = Math.max(0, (value / top) * height - row);
        return cellOf(Math.min(8, Math.round(filled * 8)), empty, ascii);
      })
      .join('');
  });
}

function cellOf(level: number, empty: string, ascii: boolean): string {
  if (level === 0) return empty;
  return ascii ? '#' : (eighths[level] ?? empty);
}
