import type { RollupReport, RollupRow } from '../../contracts/rollup-report.js';
import type { Zone } from '../../platform/zone.js';
import type { Block, Cell, Table } from '../../presentation/blocks.js';
import { isUncached } from '../uncached.js';
import { changeText } from './change-text.js';
import { changedRows } from './changed-rows.js';
import { type Figure, figures, isWorse, known, marked, rowLabel, rowNames } from './columns.js';
import { counted } from './figures.js';
import { activityText, imagesText, totals } from './headline.js';
import { notesOf } from './notes.js';
import { shareable, sharedCount } from './shared-rows.js';
import { windowText } from './window-text.js';

/** A report's parts for a form that is passed on, in the order people read them. */
export interface RollupParts {
  readonly main: readonly Block[];
  readonly notes: readonly Block[];
}

/** The parts of a report: what happened, the rows (eight columns at most), what to know of them. */
export function rollupParts(given: RollupReport, zone: Zone): RollupParts {
  const report = shareable(given);
  const { service, window, rowsLeftOut } = report;
  const route = window.route === null ? '' : `, ${window.route} only`;
  const activity = activityText(report);
  const images = imagesText(report);
  const changed = changedRows(report).map((row) => changesCell(row, report));
  const notes = notesOf(report, zone);
  return {
    main: [
      { kind: 'title', text: `Requests of ${service}${route}` },
      paragraph(windowText(window, zone)),
      paragraph(totals(report, sharedCount).join(' · ')),
      ...(activity === '' ? [] : [paragraph(`Activity: ${activity}`)]),
      ...(images === '' ? [] : [paragraph(`Images most asked for: ${images}`)]),
      rowsTable(report),
      ...(rowsLeftOut > 0
        ? [paragraph(`and ${counted(rowsLeftOut, 'more row')}, counted in the totals`)]
        : []),
      ...(changed.length > 0
        ? [heading('What changed'), { kind: 'list', items: changed } as const]
        : []),
    ],
    notes: [
      heading('About these figures'),
      {
        kind: 'list',
        items: notes.map(({ text, warning }) => ({ text, url: null, strong: warning })),
      },
    ],
  };
}

function rowsTable(report: RollupReport): Table {
  const { rows, window } = report;
  const shown = known(figures, report);
  const name = rowNames[window.by];
  return {
    kind: 'table',
    caption: `By ${window.by}`,
    head: [name, ...shown.map((figure) => figure.name)],
    rows: rows.map((row) => [label(row, report), ...shown.map((figure) => cell(figure, row))]),
    figuresFrom: 1,
  };
}

function label(row: RollupRow, report: RollupReport): Cell {
  const text = rowLabel(row, report);
  if (report.window.by !== 'route' || !isUncached(row)) return text;
  return { text: `${text} (uncached)`, url: null, strong: true };
}

function cell(figure: Figure, row: RollupRow): Cell {
  const text = marked(figure, row);
  return isWorse(figure, row) ? { text: `${text} worse`, url: null, strong: true } : text;
}

function changesCell(row: RollupRow, report: RollupReport): Cell {
  const text = `${rowLabel(row, report)}: ${row.changes.map(changeText).join('; ')}`;
  return { text, url: null, strong: row.changes.some(({ worse }) => worse) };
}

function heading(text: string): Block {
  return { kind: 'heading', level: 2, text };
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}
