import type { Chart, ChartSeries } from '../../charts/chart.js';
import type { RollupReport, RollupRow } from '../../contracts/rollup-report.js';
import type { Table } from '../../presentation/blocks.js';
import { isUncached } from '../uncached.js';
import { count, ms, percent, rate } from './figures.js';

/** A chart, and the same as a table for those who read it otherwise. */
export interface Plot {
  readonly chart: Chart;
  readonly table: Table;
}

const routesDrawn = 15;
const hourMs = 3_600_000;

/** Requests with their 5xx, and latency, hour by hour; a report by hour gives them. */
export function hourPlots(report: RollupReport): readonly Plot[] {
  const places = hoursOf(report);
  if (places.length === 0) return [];
  return [requestsByHour(places), latencyByHour(places)];
}

/** Hit share and queries a request of the busiest routes; a report by route gives them. */
export function routePlots({ rows }: RollupReport): readonly Plot[] {
  const busiest = rows.filter((row) => row.requests > 0).slice(0, routesDrawn);
  if (busiest.length === 0) return [];
  return [hitsByRoute(busiest), queriesByRoute(busiest)];
}

interface Hour {
  readonly label: string;
  readonly row: Pick<RollupRow, 'requests' | 'statuses' | 'errors' | 'latency'> | undefined;
}

/** An hour that is counted and had no request. */
const quiet: Hour['row'] = {
  requests: 0,
  statuses: { s2xx: 0, s3xx: 0, s4xx: 0, s5xx: 0, throttled: 0 },
  ...{ errors: null, latency: null },
};

/**
 * Every hour of the window, those without a row too: nothing moves together over a gap. The total's
 * series tells an hour without requests from a missing one.
 */
function hoursOf({ window, rows, total }: RollupReport): readonly Hour[] {
  const known = new Map(rows.map((row) => [row.key, row]));
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
  const oneDay = to - from <= 24 * hourMs;
  const places = Math.max(0, Math.ceil((to - from) / hourMs));
  const hourly = total.series.length === places;
  return Array.from({ length: places }, (_, place) => {
    const key = new Date(from + place * hourMs).toISOString().slice(0, 13);
    return {
      label: oneDay ? key.slice(11) : `${key.slice(5, 10)} ${key.slice(11)}`,
      row: known.get(key) ?? (hourly && total.series[place] === 0 ? quiet : undefined),
    };
  });
}

function requestsByHour(hours: readonly Hour[]): Plot {
  const errors = hours.map(({ row }) => row?.statuses.s5xx ?? null);
  const others = hours.map(({ row }) => (row ? row.requests - row.statuses.s5xx : null));
  const chart = base(
    'columns',
    'requests-by-hour',
    'Requests by hour (UTC), 5xx apart',
    'requests',
    hours,
    [
      { name: 'below 500', values: others },
      { name: '5xx', values: errors },
    ],
  );
  const rows = hours.map(({ label, row }) => [
    label,
    count(row?.requests ?? null),
    count(row?.statuses.s5xx ?? null),
    percent(row?.errors ?? null),
  ]);
  return { chart, table: table(chart.title, ['Hour (UTC)', 'Requests', '5xx', '5xx %'], rows) };
}

function latencyByHour(hours: readonly Hour[]): Plot {
  const names = ['p50', 'p95', 'p99'] as const;
  const series = names.map((name) => ({
    name,
    values: hours.map(({ row }) => row?.latency?.[name] ?? null),
  }));
  const chart = base('lines', 'latency-by-hour', 'Latency by hour (UTC), ±5%', 'ms', hours, series);
  const rows = hours.map(({ label, row }) => [
    label,
    ...names.map((name) => ms(row?.latency?.[name])),
  ]);
  return { chart, table: table(chart.title, ['Hour (UTC)', 'p50 ms', 'p95 ms', 'p99 ms'], rows) };
}

function hitsByRoute(rows: readonly RollupRow[]): Plot {
  const values = rows.map(({ cacheHitShare }) =>
    cacheHitShare === null ? null : cacheHitShare * 100,
  );
  const chart = {
    ...base(
      'bars',
      'hits-by-route',
      'Cache hits by route',
      '% of replies that passed a cache',
      labels(rows),
      [{ name: 'hits', values, warned: uncached(rows) }],
    ),
    top: 100,
  };
  const cells = rows.map((row) => [row.key, percent(row.cacheHitShare)]);
  return { chart, table: routeTable(chart.title, 'Hit %', cells, rows) };
}

function queriesByRoute(rows: readonly RollupRow[]): Plot {
  const values = rows.map((row) => row.dbQueriesPerRequest);
  const title = 'Database queries a request by route';
  const series = [{ name: 'queries', values, warned: uncached(rows) }];
  const chart = base('bars', 'queries-by-route', title, 'queries a request', labels(rows), series);
  const cells = rows.map((row) => [row.key, rate(row.dbQueriesPerRequest)]);
  return { chart, table: routeTable(title, 'Queries a request', cells, rows) };
}

function base(
  kind: Chart['kind'],
  id: string,
  title: string,
  unit: string,
  places: readonly Pick<Hour, 'label'>[],
  series: readonly ChartSeries[],
): Chart {
  const description = series
    .map(({ name, values }) => greatest(name, values, places, unit))
    .join(' ');
  const labels = places.map(({ label }) => label);
  return { kind, id, title, description, labels, unit, series };
}

function greatest(
  name: string,
  values: readonly (number | null)[],
  places: readonly Pick<Hour, 'label'>[],
  unit: string,
): string {
  const most = values.reduce<number>((high, value) => Math.max(high, value ?? 0), 0);
  const label = places[values.indexOf(most)]?.label;
  if (label === undefined) return `${name}: no values.`;
  return `${name}: at most ${rate(most)} ${unit}, at ${label}.`;
}

function labels(rows: readonly RollupRow[]): readonly Pick<Hour, 'label'>[] {
  return rows.map(({ key }) => ({ label: key }));
}

function uncached(rows: readonly RollupRow[]): ReadonlyMap<number, string> {
  return new Map(rows.flatMap((row, place) => (isUncached(row) ? [[place, 'uncached']] : [])));
}

/** With a column for the word `uncached` where some row wants it. */
function routeTable(
  title: string,
  name: string,
  cells: readonly (readonly string[])[],
  rows: readonly RollupRow[],
): Table {
  const words = rows.map(word);
  if (words.every((each) => each === '')) return table(title, ['Route', name], cells);
  return table(
    title,
    ['Route', name, ''],
    cells.map((cell, index) => [...cell, words[index] ?? '']),
  );
}

function word(row: RollupRow): string {
  return isUncached(row) ? 'uncached' : '';
}

function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Table {
  return { kind: 'table', caption, head, rows, figuresFrom: 1 };
}
