import type { RollupReport } from '../../contracts/rollup-report.js';
import { utc, type Zone } from '../../platform/zone.js';
import { isUncached, uncachedRule } from '../uncached.js';
import { bytes, counted } from './figures.js';
import { instantText, windowText } from './window-text.js';

/** A sentence under a report. A warning says that figures are less than they seem. */
export interface Note {
  readonly text: string;
  readonly warning: boolean;
}

const namesShown = 5;

/** What a reader must know of the figures: how complete they are, what was left out, what marks mean. */
export function notesOf(report: RollupReport, zone: Zone): readonly Note[] {
  const warnings = [...partial(report, zone), ...badInput(report), ...report.notes];
  return [
    ...warnings.map((text) => ({ text, warning: true })),
    ...[...facts(report, zone), ...legend(report)].map((text) => ({ text, warning: false })),
  ];
}

function partial({ completeness }: RollupReport, zone: Zone): string[] {
  const { hours, of, watermark, empty } = completeness;
  const until =
    watermark === null ? 'no hour is closed yet' : `complete until ${instantText(watermark, zone)}`;
  return [
    ...(hours < of ? [`Partial: ${hours} of ${of} hours are closed and rolled up; ${until}.`] : []),
    ...(empty.length > 0
      ? [`No log at all for ${counted(empty.length, 'hour')}: ${some(empty)}.`]
      : []),
  ];
}

function badInput({ stats }: RollupReport): string[] {
  const example = stats.rejectedExample === null ? '' : `, for example: ${stats.rejectedExample}`;
  const skipped = stats.skippedFiles.map(({ key, reason }) => `${key} (${reason})`);
  const { rejectedRows, misfiledRows } = stats;
  return [
    ...(rejectedRows > 0 ? [`${counted(rejectedRows, 'line')} rejected${example}`] : []),
    ...(misfiledRows > 0
      ? [
          `${counted(misfiledRows, 'record')} filed under another hour than their time says, or of the future.`,
        ]
      : []),
    ...(skipped.length > 0
      ? [`Skipped ${counted(skipped.length, 'file')} that cannot be read: ${some(skipped)}.`]
      : []),
  ];
}

function facts({ completeness, engine, stats }: RollupReport, zone: Zone): string[] {
  const { hours, of, watermark } = completeness;
  const until = watermark === null ? '' : `, complete until ${instantText(watermark, zone)}`;
  const price = stats.approxUsd === null ? '' : `, about $${stats.approxUsd.toFixed(4)}`;
  const scanned =
    stats.scannedBytes === null ? '' : `; the engine read ${bytes(stats.scannedBytes)}${price}`;
  const files = `${counted(stats.files, 'file')}, ${bytes(stats.fileBytes)}`;
  return [
    ...(hours < of ? [] : [`${hours} of ${of} hours${until}.`]),
    `Engine ${engine}; ${files}${stats.rejectedRows === 0 ? '; no line rejected' : ''}${scanned}.`,
  ];
}

function legend({ rows, comparison, window }: RollupReport): string[] {
  return [
    ...(window.by === 'route' && rows.some(isUncached) ? [uncachedRule] : []),
    ...(comparison ? [`Compared with ${windowText(comparison, utc)}. ${comparison.rule}`] : []),
    'Percentiles are within ±5% of the true ones; — is a missing value, not 0.',
  ];
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, namesShown).join(', ');
  const more = names.length - namesShown;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
