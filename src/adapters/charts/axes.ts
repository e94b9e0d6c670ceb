import { type ScaleLinear, scaleLinear } from 'd3-scale';
import type { Chart } from '../../charts/chart.js';
import { chartWidth, charWidth, type Margins } from './frame.js';
import { element, type Markup } from './markup.js';

/** Values to pixels, from 0 to a round end above the greatest; 0 to 1 when there is none. */
export function valueScale(
  { top }: Chart,
  values: readonly (number | null)[],
  range: readonly [number, number],
): ScaleLinear<number, number> {
  const greatest = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  const scale = scaleLinear().domain([0, top ?? (greatest > 0 ? greatest : 1)]);
  return (top === undefined ? scale.nice(4) : scale).range([...range]);
}

/** Lines across with their values at the left. */
export function valueAxis(scale: ScaleLinear<number, number>, margins: Margins): Markup[] {
  return scale.ticks(4).flatMap((value) => [
    element('path', {
      d: `M${margins.left} ${Math.round(scale(value))}H${chartWidth - margins.right}`,
      class: value === 0 ? 'axis' : 'grid',
    }),
    element(
      'text',
      { x: margins.left - 6, y: scale(value) + 4, 'text-anchor': 'end' },
      shortNumber(value),
    ),
  ]);
}

/** As many of the labels as fit side by side, each under its place. */
export function labelAxis(
  labels: readonly string[],
  centre: (index: number) => number,
  y: number,
): Markup[] {
  const widest = Math.max(1, ...labels.map(({ length }) => length)) * charWidth + 10;
  const room = labels.length < 2 ? widest : Math.abs(centre(1) - centre(0));
  const step = Math.max(1, Math.ceil(widest / room));
  return labels.flatMap((label, index) =>
    index % step === 0
      ? [element('text', { x: centre(index), y, 'text-anchor': 'middle' }, label)]
      : [],
  );
}

/** `1,204`, `25k`, `1.5M`: a value in little room. */
export function shortNumber(value: number): string {
  if (value >= 1e6) return `${trimmed(value / 1e6)}M`;
  if (value >= 1e4) return `${trimmed(value / 1e3)}k`;
  // Three digits of a thousand and more have no fraction, which must not be grouped.
  return value < 1000 ? trimmed(value) : trimmed(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(3)));
}
