import { scaleBand } from 'd3-scale';
import { stack } from 'd3-shape';
import type { Chart } from '../../charts/chart.js';
import { labelAxis, valueAxis, valueScale } from './axes.js';
import { chartWidth, frame, idOf, type Margins, paired } from './frame.js';
import { filled, looks } from './look.js';
import { element, type Markup } from './markup.js';

const height = 260;
const margins: Margins = { top: 30, right: 12, bottom: 26, left: 52 };

/** Stacks side by side. A label whose every value is missing is marked by a dot, not by a 0. */
export function drawColumns(chart: Chart): string {
  const places = chart.labels.map((_, index) => index);
  const shown = paired(chart);
  const stacked = stack<number, number>()
    .keys(shown.map((_, index) => index))
    .value((place, key) => shown[key]?.series.values[place] ?? 0)(places);
  const tops = stacked.at(-1)?.map(([, end]) => end) ?? [];
  const y = valueScale(chart, tops, [height - margins.bottom, margins.top]);
  const x = scaleBand<number>()
    .domain(places)
    .range([margins.left, chartWidth - margins.right])
    .padding(0.2);
  const at = (place: number): number => x(place) ?? 0;
  const centre = (place: number): number => at(place) + x.bandwidth() / 2;
  const boxes = stacked.flatMap((layer, index) =>
    layer.flatMap(([from, to], place): Markup[] => {
      if (to <= from) return [];
      const box = { x: at(place), y: y(to), width: x.bandwidth(), height: y(from) - y(to) };
      return [filled(idOf(chart), looks[index] ?? 'a', box)];
    }),
  );
  const missing = places
    .filter((place) => chart.series.every(({ values }) => (values[place] ?? null) === null))
    .map((place) =>
      element('text', { x: centre(place), y: y(0) - 4, 'text-anchor': 'middle' }, '·'),
    );
  return frame(chart, height, [
    ...valueAxis(y, margins),
    ...boxes,
    ...missing,
    ...labelAxis(chart.labels, centre, height - 8),
  ]);
}
