import type { Chart, ChartSeries } from '../../charts/chart.js';
import type {
  LoadtestCurvePoint,
  LoadtestReport,
  LoadtestRoute,
  LoadtestSlice,
} from '../../contracts/loadtest-report.js';
import type { Table } from '../../presentation/blocks.js';
import { figure, missing, percentileText } from './figures.js';

/** A chart, and the same as a table for those who read it otherwise. */
export interface Plot {
  readonly chart: Chart;
  readonly table: Table;
}

/** What has a time and a spread: a route, or all routes together. */
export interface Plotted {
  /** Unique in its page. */
  readonly id: string;
  readonly name: string;
  readonly timeline: readonly LoadtestSlice[];
  readonly curve: readonly LoadtestCurvePoint[];
}

/** Latency over time: the half, the 95 of 100, and the slowest. Null when nothing was measured. */
export function latencyPlot({ id, name, timeline }: Plotted): Plot | null {
  const series = drawn([
    { name: 'p50', values: timeline.map(({ p50 }) => p50) },
    { name: 'p95', values: timeline.map(({ p95 }) => p95) },
    { name: 'slowest', values: timeline.map(({ slowest }) => slowest) },
  ]);
  if (series.length === 0) return null;
  const title = `Latency over time, ms: ${name}`;
  const labels = timeline.map(({ at }) => `${at} s`);
  const head = ['From', 'Phase', 'Sent', 'Errors', ...series.map((one) => one.name)];
  const rows = timeline.map((slice, place) => [
    `${slice.at} s`,
    slice.phase,
    String(slice.sent),
    String(slice.errors),
    ...series.map(({ values }) => milliseconds(values[place])),
  ]);
  return plot({ kind: 'lines', id: `${id}-time`, title, labels, unit: 'ms', series }, head, rows);
}

/** What was sent over time, and what of it failed. Null when nothing was. */
export function ratePlot({ id, name, timeline }: Plotted): Plot | null {
  if (timeline.every(({ sent }) => sent === 0)) return null;
  const series = [
    { name: 'well', values: timeline.map((one) => (one.sent - one.errors) / one.seconds) },
    { name: 'errors', values: timeline.map((one) => one.errors / one.seconds) },
  ];
  const title = `Requests a second over time: ${name}`;
  const labels = timeline.map(({ at }) => `${at} s`);
  const rows = timeline.map((slice, place) => [
    `${slice.at} s`,
    slice.phase,
    ...series.map(({ values }) => figure(values[place] ?? 0)),
  ]);
  const chart = {
    kind: 'columns',
    id: `${id}-rate`,
    title,
    labels,
    unit: 'a second',
    series,
  } as const;
  return plot(chart, ['From', 'Phase', 'Well a second', 'Errors a second'], rows);
}

/** How the times spread: from when a request was due, and from when it was sent. */
export function curvePlot({ id, name, curve }: Plotted): Plot | null {
  const points = curve.filter(({ latency, serviceTime }) => (latency ?? serviceTime) !== null);
  const series = drawn([
    { name: 'latency', values: points.map(({ latency }) => latency) },
    { name: 'service time', values: points.map(({ serviceTime }) => serviceTime) },
  ]);
  if (points.length < 2) return null;
  const labels = points.map(({ percent }) => (percent === 100 ? 'slowest' : `p${percent}`));
  const rows = points.map((_, place) => [
    labels[place] ?? '',
    ...series.map(({ values }) => milliseconds(values[place])),
  ]);
  const title = `Percentiles, ms: ${name}`;
  const head = ['Percentile', ...series.map((one) => one.name)];
  return plot({ kind: 'lines', id: `${id}-curve`, title, labels, unit: 'ms', series }, head, rows);
}

const routesDrawn = 30;

/** The 95th percentile of the slowest routes, those that broke a rule marked. */
export function routesPlot({ routes, failures }: LoadtestReport): Plot | null {
  const known = routes.filter(({ latency }) => latency.p95 !== null);
  const slowest = [...known].sort((a, b) => p95Of(b) - p95Of(a)).slice(0, routesDrawn);
  if (slowest.length === 0) return null;
  const broken = new Set<string | null>(failures.map(({ route }) => route));
  const warned = new Map(
    slowest.flatMap(({ route }, place) => (broken.has(route) ? [[place, 'broke a rule']] : [])),
  );
  const more = known.length - slowest.length;
  const title = `p95 by route, ms${more > 0 ? ` (the ${routesDrawn} slowest of ${known.length})` : ''}`;
  const labels = slowest.map(({ route }) => route);
  const series = [{ name: 'p95', values: slowest.map(p95Of), warned }];
  const rows = slowest.map(({ route, latency, requests }, place) => [
    route,
    percentileText(latency.p95, 95, requests),
    ...(warned.size > 0 ? [warned.get(place) ?? ''] : []),
  ]);
  const chart = { kind: 'bars', id: 'routes', title, labels, unit: 'ms', series } as const;
  return plot(chart, ['Route', 'p95 ms', ...(warned.size > 0 ? [''] : [])], rows);
}

function p95Of({ latency }: LoadtestRoute): number {
  return latency.p95 ?? 0;
}

/** Without the lines of which no point is known. */
function drawn(series: readonly ChartSeries[]): ChartSeries[] {
  return series.filter(({ values }) => values.some((value) => value !== null));
}

function plot(
  chart: Omit<Chart, 'description'>,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Plot {
  const description = chart.series.map((one) => greatest(one, chart)).join(' ');
  return {
    chart: { ...chart, description },
    table: { kind: 'table', caption: chart.title, head, rows, figuresFrom: 1 },
  };
}

function greatest(
  { name, values }: ChartSeries,
  { unit, labels }: Omit<Chart, 'description'>,
): string {
  const most = values.reduce<number>((high, value) => Math.max(high, value ?? 0), 0);
  return `${name}: at most ${figure(most)} ${unit}, at ${labels[values.indexOf(most)] ?? missing}.`;
}

function milliseconds(value: number | null | undefined): string {
  return value === null || value === undefined ? missing : figure(value);
}
