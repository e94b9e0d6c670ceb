import type { RollupReport } from '../../contracts/rollup-report.js';
import { printable } from '../../platform/terminal-text.js';
import type { Zone } from '../../platform/zone.js';
import { dayMs } from '../windows.js';
import { changedRows } from './changed-rows.js';
import { counted, percent } from './figures.js';
import { rollupHtml } from './html.js';
import { rollupSlack } from './slack.js';
import { rollupText } from './text.js';
import { dayText } from './window-text.js';

/** A mail, ready to send: `text` for readers of plain text, `html` the same for the others. */
export interface ReportMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const rowsInNote = 5;
const mailWidth = 76;

/** The day for Slack: the bold line, the figures, what got worse, the five busiest rows. */
export function dailyNote(report: RollupReport, zone: Zone): string {
  return rollupSlack(report, zone, rowsInNote);
}

/** A day or more as a mail. Its subject says whether to open it now. */
export function reportAsMail(report: RollupReport, zone: Zone): ReportMail {
  const layout = { width: mailWidth, colour: false, ascii: false, zone, shared: true };
  return {
    subject: subject(report),
    text: `${rollupText(report, layout)}\n`,
    html: rollupHtml(report, { zone, draw: null, hours: null }),
  };
}

/** `cat-api, Thu 15 Nov 2018: 1 row worse, 2,409,210 requests, 5xx 0.25%`, on one line. */
function subject(report: RollupReport): string {
  const { service, total, window, completeness } = report;
  const worse = changedRows(report).filter(({ changes }) => changes.some((one) => one.worse));
  const parts = [
    ...(worse.length > 0 ? [`${counted(worse.length, 'row')} worse`] : []),
    counted(total.requests, 'request'),
    `5xx ${percent(total.errors)}%`,
    ...(completeness.hours < completeness.of ? ['partial'] : []),
  ];
  const days = Math.round((Date.parse(window.to) - Date.parse(window.from)) / dayMs);
  const first = dayText(window);
  const when = days > 1 ? `${days} days from ${first}` : first;
  return printable(`${service}, ${when}: ${parts.join(', ')}`).trim();
}
