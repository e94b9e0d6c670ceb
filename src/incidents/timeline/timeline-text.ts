import { printable } from '../../platform/terminal-text.js';
import type { TimelineRow, TimelineView } from './view.js';

/** The timeline as lines for a terminal: a line a day, the zone's time beside UTC, footnotes last. */
export function timelineLines(view: TimelineView): string[] {
  const localWidth = Math.max(0, ...view.rows.map(({ local }) => local.length));
  const utcWidth = Math.max(0, ...view.rows.map((row) => row.utc.length));
  const lines = [view.header];
  let date = '';
  for (const row of view.rows) {
    if (row.date !== date) lines.push('', `── ${row.date} ──`);
    date = row.date;
    lines.push(
      `${row.local.padStart(localWidth)}  ${row.utc.padStart(utcWidth)} UTC  ${saidBy(row)}`,
    );
    for (const { title, url } of row.evidence) {
      const indent = ' '.repeat(localWidth + utcWidth + 8);
      lines.push(printable(`${indent}· ${title}${url ? `, ${url}` : ''}`));
    }
  }
  if (view.rows.length === 0) lines.push('', 'Nothing is recorded yet.');
  if (view.footnotes.length > 0) lines.push('', ...view.footnotes);
  return lines;
}

function saidBy({ who, what, mark, recordedLater }: TimelineRow): string {
  const marks = [
    mark === 'current' ? [] : [mark],
    recordedLater === null ? [] : [`recorded ${recordedLater} later`],
  ].flat();
  return printable(`${what} [${[who, ...marks].join(', ')}]`);
}
