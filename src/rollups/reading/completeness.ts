import type { RollupBy, RollupReport } from '../../contracts/rollup-report.js';
import { hourEntry, type RunEntry } from '../runs.js';
import { tables } from '../tables.js';
import { watermarkOf } from '../watermark.js';
import { hoursGone } from './known-slots.js';
import { hoursOf, isHourly } from './report-window.js';
import type { WindowData } from './window-data.js';

type Known = Pick<WindowData, 'runs' | 'window'>;

/** Skipped files that a report names. */
const namedFiles = 20;

/** How much of a window is closed and rolled up. */
export function completenessOf(data: Known): RollupReport['completeness'] {
  const hours = hoursOf(data.window);
  const entries = entriesOf(data);
  const reached = watermarkOf(data.runs, data.window.from);
  return {
    hours: entries.filter(({ entry }) => entry.closed).length,
    of: hours.length,
    watermark: reached === null ? null : new Date(reached).toISOString(),
    empty: entries.flatMap(({ at, entry }) => (entry.closed && entry.inputs === 0 ? [at] : [])),
  };
}

/** What the window was made from. */
export function statsOf(data: Known): Omit<RollupReport['stats'], 'scannedBytes' | 'approxUsd'> {
  const entries = entriesOf(data).map(({ entry }) => entry);
  const sum = (of: (entry: RunEntry) => number) =>
    entries.reduce((total, entry) => total + of(entry), 0);
  return {
    files: sum((entry) => entry.inputs),
    fileBytes: sum((entry) => entry.input_bytes),
    rejectedRows: sum((entry) => entry.rows_rejected),
    misfiledRows: sum((entry) => entry.rows_misfiled),
    skippedFiles: entries.flatMap((entry) => entry.skipped).slice(0, namedFiles),
    rejectedExample: entries.find((entry) => entry.rejected_example)?.rejected_example ?? null,
  };
}

/** What a reader should know beside `completeness` and `stats`, which say the rest in figures. */
export function notesOf(data: WindowData, by: RollupBy): readonly string[] {
  const purged = data.runs.filter((runs) => runs.purged !== null).length;
  const gone = hoursGone(data).length;
  const notes: (string | false)[] = [
    !data.latencies && 'Percentiles are left out: the buckets of some days are kept no longer.',
    !data.accounts &&
      by !== 'account' &&
      'Accounts are left out: they are kept by whole closed days, for 35 days.',
    by === 'account' &&
      'Of accounts only requests, server errors, throttling and bytes are kept, by whole days.',
    by === 'status' && 'By status only requests are kept.',
    gone > 0 &&
      (by === 'hour' || isHourly(data.window)) &&
      `Missing are ${gone} hours whose tables are kept no longer than ${tables.rollup_hour.keptDays} days; the totals of their days stay.`,
    purged > 0 && `The raw log of ${purged} days was removed by the rule; their totals stay.`,
  ];
  return notes.filter((note) => note !== false);
}

/** Entries of the window's own hours. */
function entriesOf({ runs, window }: Known): readonly { at: string; entry: RunEntry }[] {
  const byDay = new Map(runs.map((each) => [each.dt, each]));
  return hoursOf(window).flatMap((at) => {
    const [day = '', hour = ''] = at.split('T');
    const its = byDay.get(day);
    const entry = its && hourEntry(its, hour);
    return entry ? [{ at, entry }] : [];
  });
}
