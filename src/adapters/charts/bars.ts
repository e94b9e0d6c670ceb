import { scaleBand } from 'd3-scale';
import type { Chart } from '../../charts/chart.js';
import { fitMiddle } from '../../presentation/cells.js';
import { shortNumber, valueScale } from './axes.js';
import { chartWidth, charWidth, frame, idOf, type Margins } from './frame.js';
import { filled } from './look.js';
import { element, type Markup } from './markup.js';

const barHeight = 24;
const longestLabel = 40;
const valueRoom = 110;

/** Lying bars, each with its label before it and its value behind it; missing is `—`. */
export function drawBars(chart: Chart): string {
  const labels = chart.labels.map((label) => fitMiddle(label, longestLabel));
  const widest = Math.max(0, ...labels.map(({ length }) => length));
  const margins: Margins = { top: 26, right: valueRoom, bottom: 8, left: 14 + widest * charWidth };
  const height = margins.top + margins.bottom + Math.max(1, labels.length) * barHeight;
  const [series] = chart.series;
  const values = series?.values ?? [];
  const x = valueScale(chart, values, [margins.left, chartWidth - margins.right]);
  const y = scaleBand<number>()
    .domain(labels.map((_, place) => place))
    .range([margins.top, height - margins.bottom])
    .padding(0.25);
  const bars = labels.flatMap((label, place): Markup[] => {
    const value = values[place] ?? null;
    const top = y(place) ?? 0;
    const middle = top + y.bandwidth() / 2 + 4;
    const end = x(value ?? 0);
    const box = { x: margins.left, y: top, width: end - margins.left, height: y.bandwidth() };
    const warned = series?.warned?.get(place);
    const said = value === null ? '—' : shortNumber(value);
    return [
      element('text', { x: margins.left - 6, y: middle, 'text-anchor': 'end' }, label),
      ...(box.width > 0 ? [filled(idOf(chart), warned === undefined ? 'a' : 'b', box)] : []),
      element('text', { x: end + 6, y: middle }, warned === undefined ? said : `${said} ${warned}`),
    ];
  });
  const axis = {
    d: `M${Math.round(margins.left)} ${margins.top}V${height - margins.bottom}`,
    class: 'axis',
  };
  return frame(chart, height, [element('path', axis), ...bars]);
}
