import type { RollupBy, RollupMeasures, RollupRow } from '../../contracts/rollup-report.js';
import type { Buckets } from '../histogram.js';
import { hourMs } from '../windows.js';
import type { Bench, Row } from '../workbench.js';
import { knownSlots } from './known-slots.js';
import { measuresOf, noSums } from './measures.js';
import { type ReportWindow, slotsOf } from './report-window.js';
import {
  accountSeries,
  distinctRows,
  type Grouping,
  histogramRows,
  requestsByAccount,
  seriesRows,
  sumRows,
} from './texts.js';
import type { WindowData } from './window-data.js';

type Series = readonly (number | null)[];

/** Sums over the whole window, with their series. */
export async function totalOf(
  bench: Bench,
  data: WindowData,
): Promise<RollupMeasures & { readonly series: Series }> {
  const [total] = await grouped(bench, data, 'total');
  const { key: _, changes: __, ...measures } = total ?? emptyRow(data);
  return measures;
}

/** One row for each route, hour, day, status or account, most requests first or by time. */
export async function rowsBy(
  bench: Bench,
  data: WindowData,
  by: RollupBy,
): Promise<readonly RollupRow[]> {
  if (by === 'status') return statusRows(bench, data);
  if (by === 'account') return accountRows(bench, data);
  const rows = await grouped(bench, data, by);
  return by === 'route' ? byRequests(rows) : byKey(rows);
}

async function grouped(bench: Bench, data: WindowData, by: Grouping): Promise<RollupRow[]> {
  const sums = await bench.query(sumRows(by));
  const histograms = data.latencies ? bucketsOf(await bench.query(histogramRows(by))) : null;
  const accounts =
    data.accounts && by !== 'hour' ? namedCounts(await bench.query(distinctRows(by))) : null;
  const timed = by === 'hour' || by === 'day';
  const series = timed ? null : await seriesOf(bench, data, by);
  const seconds = secondsOf(data.window, by);
  return sums
    .filter((row) => row['name'] !== null)
    .map((row) => {
      const key = String(row['name']);
      const buckets = histograms && (histograms.get(key) ?? new Map());
      const measures = measuresOf(
        { row, buckets, accounts: accounts && (accounts.get(key) ?? 0) },
        seconds,
      );
      return { key, ...measures, series: series?.(key) ?? [], changes: [] };
    });
}

async function statusRows(bench: Bench, data: WindowData): Promise<readonly RollupRow[]> {
  const total = await totalOf(bench, data);
  const { s2xx, s3xx, s4xx, s5xx, throttled } = total.statuses;
  const unknown = { causes: null, bytes: null, dbQueries: null, dbQueriesPerRequest: null };
  const none = { s2xx: 0, s3xx: 0, s4xx: 0, s5xx: 0, throttled: 0 };
  const rows = [
    { key: '2xx', requests: s2xx, statuses: { ...none, s2xx } },
    { key: '3xx', requests: s3xx, statuses: { ...none, s3xx } },
    { key: '4xx', requests: s4xx, statuses: { ...none, s4xx, throttled } },
    { key: '5xx', requests: s5xx, statuses: { ...none, s5xx } },
  ];
  return rows.map(({ key, requests, statuses }) => {
    const measures = measuresOf(
      { row: { ...statuses, requests }, buckets: null, accounts: null },
      secondsOf(data.window, 'total'),
    );
    return { key, ...measures, ...unknown, series: [], changes: [] };
  });
}

async function accountRows(bench: Bench, data: WindowData): Promise<readonly RollupRow[]> {
  const rows = await bench.query(requestsByAccount);
  const counted = await bench.query(accountSeries);
  const series = lookUp(
    counted,
    data.runs.map(({ dt }) => dt),
    () => true,
  );
  const seconds = secondsOf(data.window, 'total');
  return byRequests(
    rows.map((row) => {
      const key = String(row['name']);
      const measures = measuresOf({ row, buckets: null, accounts: 1 }, seconds);
      const statuses = { ...measures.statuses, s2xx: null, s3xx: null, s4xx: null };
      const unknown = { causes: null, dbQueries: null, dbQueriesPerRequest: null };
      return { key, ...measures, ...unknown, statuses, series: series(key), changes: [] };
    }),
  );
}

async function seriesOf(bench: Bench, data: WindowData, by: Grouping) {
  const slots = slotsOf(data.window);
  const slot = slots[0]?.includes('T') ? 'hour' : 'day';
  return lookUp(await bench.query(seriesRows(by, slot)), slots, isIn(knownSlots(data)));
}

function isIn(slots: ReadonlySet<string>): (slot: string) => boolean {
  return (slot) => slots.has(slot);
}

function lookUp(
  rows: readonly Row[],
  slots: readonly string[],
  known: (slot: string) => boolean,
): (name: string) => Series {
  const counts = new Map(
    rows.map((row) => [`${row['slot']}\0${row['name']}`, Number(row['requests'])]),
  );
  return (name) => slots.map((slot) => counts.get(`${slot}\0${name}`) ?? (known(slot) ? 0 : null));
}

function bucketsOf(rows: readonly Row[]): ReadonlyMap<string, Buckets> {
  const all = new Map<string, Map<number, number>>();
  for (const row of rows) {
    const name = String(row['name']);
    const buckets = all.get(name) ?? new Map<number, number>();
    all.set(name, buckets.set(Number(row['bucket']), Number(row['n'])));
  }
  return all;
}

function namedCounts(rows: readonly Row[]): ReadonlyMap<string, number> {
  return new Map(rows.map((row) => [String(row['name']), Number(row['accounts'])]));
}

function secondsOf({ from, to }: ReportWindow, by: Grouping): number {
  if (by === 'hour') return hourMs / 1000;
  return by === 'day' ? (24 * hourMs) / 1000 : (to - from) / 1000;
}

function emptyRow(data: WindowData): RollupRow {
  const slots = slotsOf(data.window);
  const known = isIn(knownSlots(data));
  const sums = { ...noSums, accounts: data.accounts ? 0 : null };
  const series = slots.map((slot) => (known(slot) ? 0 : null));
  return { key: '', ...measuresOf(sums, secondsOf(data.window, 'total')), series, changes: [] };
}

function byRequests(rows: readonly RollupRow[]): readonly RollupRow[] {
  return [...rows].sort((a, b) => b.requests - a.requests || (a.key < b.key ? -1 : 1));
}

function byKey(rows: readonly RollupRow[]): readonly RollupRow[] {
  return [...rows].sort((a, b) => (a.key < b.key ? -1 : 1));
}
