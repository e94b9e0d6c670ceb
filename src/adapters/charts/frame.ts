import type { Chart } from '../../charts/chart.js';
import { fit } from '../../presentation/cells.js';
import { dashes, definitions, filled, type Look, looks, marker } from './look.js';
import { element, type Markup } from './markup.js';

export const chartWidth = 720;
const legendTop = 14;
/** Longer names are cut. */
export const longestName = 24;

/** Room around the drawing, in pixels. */
export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** An `<svg>` with the chart's names for those who hear it, its patterns, its key and its drawing. */
export function frame(chart: Chart, height: number, drawing: readonly Markup[]): string {
  const id = idOf(chart);
  const { markup } = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${chartWidth} ${height}`,
      width: chartWidth,
      height,
      class: 'chart',
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-desc`,
      style: 'max-width:100%;height:auto',
    },
    element('title', { id: `${id}-title` }, chart.title),
    element('desc', { id: `${id}-desc` }, chart.description),
    ...definitions(id),
    ...key(chart, id),
    ...drawing,
  );
  return markup;
}

export function idOf({ id }: Chart): string {
  return `chart-${id.replace(/[^A-Za-z0-9-]/g, '')}`;
}

/** Each series beside a sample of how it is drawn; one series alone needs none. */
function key(chart: Chart, id: string): Markup[] {
  let x = 8;
  const unit = element('text', { x, y: legendTop }, chart.unit);
  if (chart.series.length < 2) return [unit];
  x += chart.unit.length * charWidth + 24;
  return [
    unit,
    ...paired(chart).flatMap(({ look, series }) => {
      const name = fit(series.name, longestName);
      const at = x;
      x += 34 + name.length * charWidth + 18;
      return [sample(chart, id, look, at), element('text', { x: at + 34, y: legendTop }, name)];
    }),
  ];
}

function sample({ kind }: Chart, id: string, look: Look, x: number): Markup {
  if (kind !== 'lines') return filled(id, look, { x, y: legendTop - 10, width: 28, height: 11 });
  const y = legendTop - 4;
  const line = { d: `M${x} ${y}h28`, class: `line-${look}`, 'stroke-width': 2 };
  return element(
    'g',
    {},
    element('path', { ...line, 'stroke-dasharray': dashes[look] }),
    marker(look, x + 14, y),
  );
}

/** Series with the look of each, in order. */
export function paired<S extends Chart['series'][number]>({
  series,
}: {
  readonly series: readonly S[];
}): readonly { readonly look: Look; readonly series: S }[] {
  return looks.flatMap((look, index) => {
    const one = series[index];
    return one ? [{ look, series: one }] : [];
  });
}

/** How wide a character of the charts' font is, near enough to lay text out. */
export const charWidth = 6.6;
