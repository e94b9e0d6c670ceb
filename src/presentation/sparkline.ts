const levels = '▁▂▃▄▅▆▇█';

/**
 * Values from 0 to `top`, their greatest when it is not given, as a line of bars; `·` is a missing
 * one. Empty for no values.
 */
export function sparkline(values: readonly (number | null)[], top?: number): string {
  const greatest = top ?? values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  return values
    .map((value) => {
      if (value === null) return '·';
      const level = greatest === 0 ? 0 : Math.ceil((value / greatest) * levels.length) - 1;
      return levels[Math.min(levels.length - 1, Math.max(0, level))];
    })
    .join('');
}
