import type { RollupReport } from '../../contracts/rollup-report.js';
import { printable } from '../../platform/terminal-text.js';
import { utc, type Zone } from '../../platform/zone.js';
import { slackPlain, slackText } from '../../presentation/slack-text.js';
import { changeText } from './change-text.js';
import { changedRows } from './changed-rows.js';
import { rowLabel } from './columns.js';
import { count, counted } from './figures.js';
import { activityText, totals } from './headline.js';
import { rowTable } from './row-table.js';
import { shareable, sharedCount } from './shared-rows.js';
import { dayText, windowText } from './window-text.js';

/** Slack cuts a section's text there. */
const longest = 3000;
/** A fixed-width block wider than this is wrapped by Slack on a laptop. */
const blockWidth = 76;
const changesShown = 3;

/**
 * A report for Slack: one bold line, the figures, the worst changes, and the rows in a fixed-width
 * block, as many as fit; 3,000 characters at most. Nothing in it links, mentions or marks up.
 */
export function rollupSlack(
  given: RollupReport,
  zone: Zone,
  most = Number.POSITIVE_INFINITY,
): string {
  const report = shareable(given);
  const lines = [
    `*${boldLine(report)}*`,
    slackPlain(
      `${windowText(report.window, zone)} · ${totals(report, sharedCount).join(' · ')}`,
      500,
    ),
    ...worst(report).map((text) => slackPlain(text, 300)),
    ...incomplete(report),
  ];
  const [titles = '', ...rows] = rowTable(
    { ...report, rows: report.rows.slice(0, most) },
    { width: blockWidth, colour: false, ascii: false, zone: utc },
  ).map(fixed);
  if (rows.length === 0) return lines.join('\n');
  return fitted(lines, [titles, ...rows], report);
}

/** As many rows as fit, and how many there are besides. */
function fitted(lines: readonly string[], table: readonly string[], report: RollupReport): string {
  for (let shown = table.length; shown > 1; shown--) {
    const left = report.rows.length - (shown - 1) + report.rowsLeftOut;
    const more = left > 0 ? [`and ${counted(left, 'more row')}`] : [];
    const text = [...lines, '```', ...table.slice(0, shown), '```', ...more].join('\n');
    if (text.length <= longest) return text;
  }
  return lines.join('\n');
}

/** `1,204 sign-ups on Thu 15 Nov 2018, image MTY3ODIyMQ is popular (3,210 requests)`. */
function boldLine(report: RollupReport): string {
  const { activity, total, topImages, window } = report;
  const done =
    activity.signUps === null
      ? counted(total.requests, 'request')
      : counted(activity.signUps, 'sign-up');
  const [image] = topImages;
  const popular = image
    ? `, image ${image.imageId} is popular (${counted(image.requests, 'request')})`
    : '';
  return slackPlain(`${done} on ${dayText(window)}${popular}`, 300);
}

function worst(report: RollupReport): string[] {
  const worse = changedRows(report).filter(({ changes }) => changes.some((one) => one.worse));
  const activity = activityText(report);
  return [
    ...(activity === '' ? [] : [activity]),
    ...worse.slice(0, changesShown).map((row) => {
      const said = row.changes.filter((one) => one.worse).map(changeText);
      return `${rowLabel(row, report)}: ${said.join('; ')}`;
    }),
    ...(worse.length > changesShown
      ? [`and ${count(worse.length - changesShown)} more with changes for the worse`]
      : []),
  ];
}

function incomplete({ completeness: { hours, of } }: RollupReport): string[] {
  return hours < of ? [`Partial: ${hours} of ${of} hours are closed.`] : [];
}

/** One line of a fixed-width block: escaped, and nothing in it ends the block. */
function fixed(text: string): string {
  return slackText(printable(text), 400).replaceAll('`', 'ˋ');
}
