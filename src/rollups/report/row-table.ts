import type { RollupReport, RollupRow } from '../../contracts/rollup-report.js';
import { dateIn, timeIn } from '../../platform/format-time.js';
import { printable } from '../../platform/terminal-text.js';
import { utc } from '../../platform/zone.js';
import { asciiText } from '../../presentation/ascii-text.js';
import { sparkline } from '../../presentation/sparkline.js';
import { type Column, tableLines } from '../../presentation/table-lines.js';
import { isUncached } from '../uncached.js';
import {
  type Figure,
  figures,
  furtherFigures,
  isWorse,
  known,
  marked,
  rowLabel,
  rowNames,
} from './columns.js';
import type { RollupLayout } from './layout.js';
import { stepText } from './window-text.js';

/**
 * The rows as lines no wider than the terminal. Where it is narrow, columns leave in this order:
 * bytes, accounts, slowest, throttled, 4xx, requests a second, the line by hour, p50, p99, p95,
 * queries a request, hits, 5xx; then the first column is cut in the middle.
 */
export function rowTable(report: RollupReport, layout: RollupLayout): string[] {
  const say = layout.ascii ? asciiText : (text: string): string => text;
  const columns = columnsOf(report, layout);
  const written = columns.map((column) => ({
    ...column,
    title: say(column.title),
    cell: (row: RollupRow) => say(column.cell(row)),
  }));
  return tableLines(report.rows, written, { width: layout.width, gaps: [2, 1] });
}

function columnsOf(report: RollupReport, layout: RollupLayout): Column<RollupRow>[] {
  const paint = (text: string, bad: boolean): string => (bad && layout.colour ? red(text) : text);
  const figure = (one: Figure): Column<RollupRow> => ({
    title: one.title,
    cell: (row) => marked(one, row),
    align: 'right',
    ...(one.title === 'REQUESTS' ? {} : { priority: one.priority }),
    paint: (text, row) => paint(text, isWorse(one, row)),
  });
  return [
    {
      title: rowNames[report.window.by].toUpperCase(),
      cell: (row) => printable(rowLabel(row, report)),
      ...{ cut: 'middle', keep: 24 },
    },
    ...localTimes(report, layout),
    ...known(figures, report).map(figure),
    ...known(furtherFigures, report).map((one) => ({ ...figure(one), spare: true })),
    ...flags(report, paint),
    ...lines(report),
  ];
}

/** Hours in the operator's zone, beside their names in UTC. */
function localTimes({ window }: RollupReport, { zone }: RollupLayout): Column<RollupRow>[] {
  if (window.by !== 'hour' || zone === utc) return [];
  const at = ({ key }: RollupRow): number => Date.parse(`${key}:00:00Z`);
  const cell = (row: RollupRow): string =>
    Number.isNaN(at(row)) ? '' : `${dateIn(at(row), zone).slice(5)} ${timeIn(at(row), zone)}`;
  return [{ title: zone.abbreviation(Date.parse(window.from)), cell }];
}

/** Rows that want a word: there only when some row has one. */
function flags(
  { rows, window }: RollupReport,
  paint: (text: string, bad: boolean) => string,
): Column<RollupRow>[] {
  const word = (row: RollupRow): string => {
    const kinds = row.changes.map(({ measure }) => measure);
    return [
      ...(window.by === 'route' && isUncached(row) ? ['uncached'] : []),
      ...kinds.filter((kind) => kind === 'new' || kind === 'gone'),
    ].join(' ');
  };
  if (rows.every((row) => word(row) === '')) return [];
  return [{ title: '', cell: word, paint: (text, row) => paint(text, isUncached(row)) }];
}

/** Requests over time; of accounts they are kept by day. */
function lines({ rows, window }: RollupReport): Column<RollupRow>[] {
  if (rows.every(({ series }) => series.length < 2)) return [];
  const step = window.by === 'account' ? 'by day' : stepText(window);
  return [{ title: step.toUpperCase(), cell: ({ series }) => sparkline(series), priority: 7 }];
}

function red(text: string): string {
  return `\u001b[31m${text}\u001b[39m`;
}
