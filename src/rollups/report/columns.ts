import type { RollupBy, RollupReport, RollupRow } from '../../contracts/rollup-report.js';
import { arrow, type Measure } from './change-text.js';
import { bytes, count, missing, ms, percent, rate } from './figures.js';

/** A measure of a row, the same in every form a report takes. */
export interface Figure {
  /** Above the column where room is short. */
  readonly title: string;
  /** Above the column where there is room. */
  readonly name: string;
  text(row: RollupRow): string;
  /** The change that its cell is marked by. */
  readonly measure?: Measure;
  /** Which leaves first in a narrow table; the greatest stays longest. */
  readonly priority: number;
}

/** The measures that every form shows. */
export const figures: readonly Figure[] = [
  {
    title: 'REQUESTS',
    name: 'Requests',
    text: (row) => count(row.requests),
    measure: 'requests',
    priority: 99,
  },
  {
    title: '5XX%',
    name: '5xx %',
    text: (row) => percent(row.errors),
    measure: 'errors',
    priority: 13,
  },
  { title: 'P50', name: 'p50 ms', text: (row) => ms(row.latency?.p50), priority: 8 },
  {
    title: 'P95',
    name: 'p95 ms',
    text: (row) => ms(row.latency?.p95),
    measure: 'p95',
    priority: 10,
  },
  { title: 'P99', name: 'p99 ms', text: (row) => ms(row.latency?.p99), priority: 9 },
  {
    title: 'HIT%',
    name: 'Hit %',
    text: (row) => percent(row.cacheHitShare),
    measure: 'cacheHitShare',
    priority: 12,
  },
  {
    title: 'Q/REQ',
    name: 'Queries a request',
    text: (row) => rate(row.dbQueriesPerRequest),
    measure: 'dbQueriesPerRequest',
    priority: 11,
  },
];

/** The measures that a wide terminal shows beside them. */
export const furtherFigures: readonly Figure[] = [
  { title: 'REQ/S', name: 'Requests a second', text: (row) => rate(row.rate), priority: 6 },
  {
    title: '4XX%',
    name: '4xx %',
    text: (row) => percent(shareOf(row, row.statuses.s4xx)),
    priority: 5,
  },
  { title: '429', name: 'Throttled', text: (row) => count(row.statuses.throttled), priority: 4 },
  { title: 'MAX', name: 'Slowest ms', text: (row) => ms(row.latency?.max), priority: 3 },
  { title: 'ACCTS', name: 'Accounts', text: (row) => count(row.accounts), priority: 2 },
  { title: 'BYTES', name: 'Bytes', text: (row) => bytes(row.bytes), priority: 1 },
];

function shareOf({ requests }: RollupRow, part: number | null): number | null {
  return requests === 0 || part === null ? null : part / requests;
}

// What else a row of these has follows from its name: of 5xx all are errors, an account is one.
const telling: Readonly<Partial<Record<RollupBy, readonly string[]>>> = {
  account: ['REQUESTS', '5XX%', 'REQ/S', '429', 'BYTES'],
  status: ['REQUESTS', 'REQ/S'],
};

/** Those that some row has; a column of nothing but `—` tells nothing. */
export function known(
  list: readonly Figure[],
  { rows, window }: Pick<RollupReport, 'rows' | 'window'>,
): readonly Figure[] {
  const named = telling[window.by];
  const possible = named ? list.filter(({ title }) => named.includes(title)) : list;
  if (rows.length === 0) return possible;
  return possible.filter(({ text }) => rows.some((row) => text(row) !== missing));
}

/** The cell of a measure: its value, and the way it went when that is a change. */
export function marked({ text, measure }: Figure, row: RollupRow): string {
  const change = row.changes.find((one) => one.measure === measure);
  return change ? `${text(row)}${arrow(change)}` : text(row);
}

/** Whether the measure of that row changed for the worse. */
export function isWorse({ measure }: Figure, row: RollupRow): boolean {
  return row.changes.some((one) => one.measure === measure && one.worse);
}

/** What the rows are, above their first column. */
export const rowNames: Readonly<Record<RollupBy, string>> = {
  route: 'Route',
  hour: 'Hour (UTC)',
  day: 'Day (UTC)',
  status: 'Status',
  account: 'Account',
};

/** The first cell of a row, in words: hours as times. */
export function rowLabel(row: RollupRow, { window }: Pick<RollupReport, 'window'>): string {
  const hour = window.by === 'hour' && /^(\d{4}-\d\d-\d\d)T(\d\d)$/.exec(row.key);
  return hour ? `${hour[1]} ${hour[2]}:00` : row.key;
}
