import { element, type Markup } from './markup.js';

/** Three looks that differ in lightness, pattern, dash and marker, so that grey tells them apart. */
export const looks = ['a', 'b', 'c'] as const;

export type Look = (typeof looks)[number];

const light =
  '--chart-a:#2b6cb0;--chart-b:#9b1c1c;--chart-c:#6b5b00;--chart-ink:#333;--chart-grid:#0002;--chart-paper:#fff';
const dark =
  '--chart-a:#7db8f0;--chart-b:#ff9a8f;--chart-c:#e6cf5a;--chart-ink:#ddd;--chart-grid:#fff3;--chart-paper:#1b1b1b';

/** Print is on white paper whatever the screen was. */
const style = [
  `.chart{${light}}`,
  `@media (prefers-color-scheme:dark){.chart{${dark}}}`,
  `@media print{.chart{${light}}}`,
  '.chart text{fill:var(--chart-ink);font:12px system-ui,sans-serif}',
  '.chart .grid{stroke:var(--chart-grid)}',
  '.chart .axis{stroke:var(--chart-ink)}',
  ...looks.flatMap((look) => [
    `.chart .fill-${look}{fill:var(--chart-${look})}`,
    `.chart .line-${look}{stroke:var(--chart-${look});fill:none}`,
  ]),
  '.chart .paper{fill:var(--chart-paper)}',
].join('');

/** Dashes of the lines, by look; the first is drawn through. */
export const dashes: Readonly<Record<Look, string | undefined>> = {
  a: undefined,
  b: '7 4',
  c: '2 3',
};

/** The style and the patterns that a chart refers to; `id` makes their names its own. */
export function definitions(id: string): readonly Markup[] {
  return [
    element('style', {}, { markup: style }),
    element(
      'defs',
      {},
      pattern(
        id,
        'b',
        element('path', { d: 'M-1 1l2-2M0 6l6-6M5 7l2-2', class: 'line-b', 'stroke-width': 2.4 }),
      ),
      pattern(id, 'c', element('circle', { cx: 3, cy: 3, r: 1.6, class: 'fill-c' })),
    ),
  ];
}

function pattern(id: string, look: Look, drawn: Markup): Markup {
  return element(
    'pattern',
    { id: `${id}-${look}`, width: 6, height: 6, patternUnits: 'userSpaceOnUse' },
    element('rect', { width: 6, height: 6, class: 'paper' }),
    drawn,
  );
}

/** A filled rectangle in that look: plain for the first, hatched or dotted with an edge otherwise. */
export function filled(
  id: string,
  look: Look,
  box: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>,
): Markup {
  if (look === 'a') return element('rect', { ...box, class: 'fill-a' });
  return element('rect', { ...box, class: `line-${look}`, style: `fill:url(#${id}-${look})` });
}

/** A marker that tells a line without its colour: a disc, a square, a triangle. */
export function marker(look: Look, x: number, y: number): Markup {
  const drawn = { class: `fill-${look}` };
  switch (look) {
    case 'a':
      return element('circle', { cx: x, cy: y, r: 2.6, ...drawn });
    case 'b':
      return element('rect', { x: x - 2.6, y: y - 2.6, width: 5.2, height: 5.2, ...drawn });
    case 'c':
      return element('path', { d: `M${one(x)} ${one(y - 3.4)}l3.4 6h-6.8z`, ...drawn });
  }
}

function one(value: number): string {
  return String(Math.round(value * 10) / 10);
}
