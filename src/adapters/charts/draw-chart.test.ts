import { describe, expect, it } from 'vitest';
import type { Chart } from '../../charts/chart.js';
import { printable } from '../../platform/terminal-text.js';
import { drawChart } from './draw-chart.js';

const hours: Chart = {
  kind: 'columns',
  id: 'requests',
  title: 'Requests by hour',
  description: 'Most at 02.',
  labels: ['00', '01', '02', '03'],
  unit: 'requests',
  series: [
    { name: 'below 500', values: [1000, null, 15_000, 0] },
    { name: '5xx', values: [0, null, 500, 0] },
  ],
};
const kinds = ['columns', 'lines', 'bars'] as const;

function count(text: string, part: string | RegExp): number {
  return text.split(part).length - 1;
}

describe.each(kinds)('%s', (kind) => {
  it('are the same characters every time, and say what they show', () => {
    const svg = drawChart({ ...hours, kind });
    expect(drawChart({ ...hours, kind })).toBe(svg);
    expect(svg).toContain('<title id="chart-requests-title">Requests by hour</title>');
    expect(svg).toContain('<desc id="chart-requests-desc">Most at 02.</desc>');
    expect(svg).toContain('role="img" aria-labelledby="chart-requests-title chart-requests-desc"');
  });

  it('hold text of strangers as text only', () => {
    const evil = `</text><script>alert(1)</script>"' onload='x' &\u001b[31m\u0000]]>`;
    const series = hours.series.map(({ values }) => ({ name: evil, values }));
    const labels = hours.labels.map(() => evil);
    const svg = drawChart({
      ...{ kind, id: `x" onload="y`, title: evil, description: evil, unit: evil },
      ...{ labels, series },
    });
    expect(printable(svg)).toBe(svg);
    expect(svg.replace(/<[a-z]+( [a-zA-Z-]+="[^"<>]*")*\/?>|<\/[a-z]+>/g, '')).not.toMatch(/[<>"]/);
    expect(svg.replace(/<(title|desc|text)\b[^>]*>[^<]*/g, '')).not.toMatch(/script|onload=/);
  });

  it('draw an empty window, and one of nothing but missing values', () => {
    const empty = { ...hours, kind, labels: [], series: [{ name: 'x', values: [] }] };
    const missing = {
      ...hours,
      kind,
      series: [{ name: 'x', values: hours.labels.map(() => null) }],
    };
    for (const svg of [drawChart(empty), drawChart(missing)])
      expect(svg).not.toMatch(/NaN|undefined/);
  });
});

it('groups thousands, and no fraction', () => {
  const values = [0.0573, 999.4, 1234.5, 12_345];
  const svg = drawChart({ ...hours, kind: 'bars', series: [{ name: 'queries', values }] });
  for (const text of ['0.0573', '999', '1,230', '12.3k']) expect(svg).toContain(`>${text}<`);
});

it('tells series apart without colour: by hatching, by dash and marker, by name', () => {
  expect(drawChart(hours)).toContain('fill:url(#chart-requests-b)');
  const lines = drawChart({ ...hours, kind: 'lines' });
  expect(lines).toContain('stroke-dasharray="7 4"');
  expect(count(lines, '>5xx</text>')).toBe(2);
});

it('draws nothing for a missing hour, and a mark that is not 0', () => {
  const svg = drawChart(hours);
  // Two columns and the sample in the key.
  expect([count(svg, '>·<'), count(svg, 'class="fill-a"')]).toEqual([1, 3]);
  // A line is broken there: two strokes begin.
  expect(drawChart({ ...hours, kind: 'lines' })).toMatch(/d="M[^"]+M[^"]+" class="line-a"/);
});

it('writes the value behind each bar, — for none, and marks a warned one', () => {
  const values = [94.2, 0.4, null, 1_500_000];
  const svg = drawChart({
    ...{ ...hours, kind: 'bars', top: 2e6 },
    series: [{ name: 'hits', values, warned: new Map([[1, 'uncached']]) }],
  });
  const said = [...svg.matchAll(/<text [^>]*y="[\d.]+">([^<]*)<\/text>/g)].map(([, text]) => text);
  expect(said).toEqual(['requests', '94.2', '0.4 uncached', '—', '1.5M']);
});
