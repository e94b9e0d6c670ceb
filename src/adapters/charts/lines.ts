import { scalePoint } from 'd3-scale';
import { line } from 'd3-shape';
import type { Chart } from '../../charts/chart.js';
import { fit } from '../../presentation/cells.js';
import { labelAxis, valueAxis, valueScale } from './axes.js';
import { chartWidth, charWidth, frame, longestName, type Margins, paired } from './frame.js';
import { dashes, marker } from './look.js';
import { element, type Markup } from './markup.js';

const height = 260;
const labelHeight = 13;

/** One line a series, named at its end; a missing value breaks it. */
export function drawLines(chart: Chart): string {
  const ends = chart.series.map(({ name, values }) => ({ name: fit(name, longestName), values }));
  const widest = Math.max(0, ...ends.map(({ name }) => name.length));
  const margins: Margins = { top: 30, right: 16 + widest * charWidth, bottom: 26, left: 52 };
  const places = chart.labels.map((_, index) => index);
  const y = valueScale(
    chart,
    chart.series.flatMap(({ values }) => values),
    [height - margins.bottom, margins.top],
  );
  const x = scalePoint<number>()
    .domain(places)
    .range([margins.left + 8, chartWidth - margins.right - 8]);
  const at = (place: number): number => x(place) ?? 0;
  const path = line<number | null>()
    .defined((value) => value !== null)
    .x((_, place) => at(place))
    .y((value) => y(value ?? 0))
    .digits(1);
  const drawn = paired(chart).flatMap(({ look, series: { values } }) => [
    element('path', {
      d: path([...values]) ?? '',
      class: `line-${look}`,
      'stroke-width': 2,
      'stroke-dasharray': dashes[look],
    }),
    ...values.flatMap((value, place) =>
      value === null ? [] : [marker(look, at(place), y(value))],
    ),
  ]);
  return frame(chart, height, [
    ...valueAxis(y, margins),
    ...drawn,
    ...names(ends, y, chartWidth - margins.right),
    ...labelAxis(chart.labels, at, height - 8),
  ]);
}

/** The series' names where their lines end, moved apart where they would cover each other. */
function names(ends: Chart['series'], y: (value: number) => number, x: number): Markup[] {
  let lowest = Number.POSITIVE_INFINITY;
  return ends
    .flatMap(({ name, values }) => {
      const last = values.findLast((value) => value !== null) ?? null;
      return last === null ? [] : [{ name, at: y(last) + 4 }];
    })
    .sort((one, other) => other.at - one.at)
    .map(({ name, at }) => {
      lowest = Math.min(at, lowest - labelHeight);
      return element('text', { x, y: lowest }, name);
    });
}
