import type { RollupReport } from '../../contracts/rollup-report.js';
import { printable } from '../../platform/terminal-text.js';
import { asciiText } from '../../presentation/ascii-text.js';
import { cellWidth } from '../../presentation/cells.js';
import { sparkline } from '../../presentation/sparkline.js';
import { wrapText } from '../../presentation/wrap-text.js';
import { changeText } from './change-text.js';
import { changedRows } from './changed-rows.js';
import { rowLabel } from './columns.js';
import { count, counted } from './figures.js';
import { activityText, imagesText, totals } from './headline.js';
import type { RollupLayout } from './layout.js';
import { notesOf } from './notes.js';
import { rowTable } from './row-table.js';
import { shareable, sharedCount } from './shared-rows.js';
import { stepText, windowText } from './window-text.js';

type Tone = 'red' | 'yellow' | 'bold' | 'plain';

const rowsWithChanges = 20;

/**
 * A report as text for a terminal: the window and its figures, the rows, what changed, and what to
 * know of it all. No line of prose is broken inside a word, none of the table is too wide.
 */
export function rollupText(given: RollupReport, layout: RollupLayout): string {
  const report = layout.shared ? shareable(given) : given;
  const width = Math.max(40, layout.width);
  const prose = (text: string, tone: Tone = 'plain', indent = 0): string[] => {
    const clean = printable(text).replace(/ {3,}/g, '  ').trim();
    const safe = layout.ascii ? asciiText(clean) : clean;
    return wrapText(safe, width - indent).map(
      (line, index) => `${' '.repeat(index === 0 ? 0 : indent)}${painted(line, tone, layout)}`,
    );
  };
  return [
    ...prose(heading(report, layout), 'bold'),
    ...joined(totals(report, layout.shared ? sharedCount : count), width).flatMap((line) =>
      prose(line),
    ),
    ...overTime(report).flatMap((line) => prose(line)),
    '',
    ...rowTable(report, { ...layout, width }),
    ...(report.rowsLeftOut > 0
      ? prose(`and ${counted(report.rowsLeftOut, 'more row')}, counted in the totals`)
      : []),
    '',
    ...changes(report, prose),
    ...doings(report).flatMap((line) => prose(line, 'plain', 2)),
    ...notesOf(report, layout.zone).flatMap(({ text, warning }) =>
      warning ? prose(`! ${text}`, 'yellow', 2) : prose(text, 'plain', 2),
    ),
  ].join('\n');
}

function heading({ service, window }: RollupReport, { zone }: RollupLayout): string {
  const route = window.route === null ? '' : `, ${window.route} only`;
  return `${windowText(window, zone)}, ${service}${route}`;
}

/** Parts side by side as far as the line goes. */
function joined(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && cellWidth(last) + 3 + cellWidth(part) <= width)
      lines[lines.length - 1] = `${last}   ${part}`;
    else lines.push(part);
  }
  return lines;
}

function overTime({ total, window }: RollupReport): string[] {
  if (total.series.length < 2) return [];
  return [`${stepText(window)}  ${sparkline(total.series)}`];
}

function changes(
  report: RollupReport,
  prose: (text: string, tone?: Tone, indent?: number) => string[],
): string[] {
  const rows = changedRows(report);
  if (rows.length === 0) return report.comparison ? [...prose('Nothing changed.'), ''] : [];
  const more = rows.length - rowsWithChanges;
  return [
    ...rows.slice(0, rowsWithChanges).flatMap((row) => {
      const said = row.changes.map(changeText).join('; ');
      const worse = row.changes.some((one) => one.worse);
      return prose(`${rowLabel(row, report)}: ${said}`, worse ? 'red' : 'plain', 2);
    }),
    ...(more > 0 ? prose(`and changes of ${counted(more, 'more row')}; --json has them all`) : []),
    '',
  ];
}

function doings(report: RollupReport): string[] {
  const activity = activityText(report);
  const images = imagesText(report);
  return [
    ...(activity === '' ? [] : [`Activity: ${activity}`]),
    ...(images === '' ? [] : [`Images most asked for: ${images}`]),
  ];
}

const codes = { red: [31, 39], yellow: [33, 39], bold: [1, 22] } as const;

function painted(text: string, tone: Tone, { colour }: RollupLayout): string {
  if (!colour || tone === 'plain') return text;
  const [on, off] = codes[tone];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
