/** A chart as data: what is drawn, and what it says to those who cannot see it. */
export interface Chart {
  /**
   * `columns`: one stack a label, side by side, as for hours. `lines`: one line a series over the
   * labels, broken where a value is missing. `bars`: one bar a label, lying, as for routes.
   */
  readonly kind: 'columns' | 'lines' | 'bars';
  /** Unique in its page; other characters than letters, digits and dashes are left out. */
  readonly id: string;
  readonly title: string;
  /** What there is to see, in a sentence or two. */
  readonly description: string;
  /** One for each place along the axis, in order. */
  readonly labels: readonly string[];
  /** Written at the axis of values: `requests`, `ms`, `%`. */
  readonly unit: string;
  /** At most three. `bars` draws the first only. */
  readonly series: readonly ChartSeries[];
  /** Where the axis of values ends, when it does not follow from the values: 100 for shares. */
  readonly top?: number;
}

export interface ChartSeries {
  readonly name: string;
  /** One for each label; null is missing and drawn as nothing, which is not 0. */
  readonly values: readonly (number | null)[];
  /** Places drawn as a warning, by pattern and by this word; of `bars` only. */
  readonly warned?: ReadonlyMap<number, string>;
}
