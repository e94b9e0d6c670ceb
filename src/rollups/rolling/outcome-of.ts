import type { Hour, LogFile } from '../ports.js';
import type { DayOutcome, HourOutcome } from '../roll-up.js';
import { isClosed } from '../windows.js';
import type { CountedDay } from './count-day.js';
import type { HourFacts, Verdict } from './judge-hour.js';
import { missingInstances } from './missing-instances.js';
import type { DayContext } from './roll-up-day.js';
import type { ScannedHours } from './scan-hours.js';

interface DayResult {
  readonly context: DayContext;
  readonly facts: readonly HourFacts[];
  readonly verdicts: ReadonlyMap<Hour, Verdict>;
  readonly scanned: ScannedHours;
  readonly counted: CountedDay;
  readonly files: readonly LogFile[];
}

/** What is told of a day that was worked on. */
export function outcomeOf(result: DayResult): DayOutcome {
  const { context, facts, verdicts, scanned, counted, files } = result;
  const entries = [
    ...scanned.entries,
    ...(counted.state === 'made' && counted.entry ? [counted.entry] : []),
  ];
  const sum = (of: (entry: (typeof entries)[number]) => number) =>
    scanned.entries.reduce((total, entry) => total + of(entry), 0);
  const hours = facts.map((each) => hourOutcome(each, verdicts.get(each.hour) ?? 'unchanged'));
  const closed = facts.flatMap(({ dt, hour }) => (isClosed(dt, hour, context.now) ? [hour] : []));
  return {
    dt: context.work.dt,
    hours,
    dayTables: counted.state,
    files: files.length,
    fileBytes: files.reduce((total, { size }) => total + size, 0),
    rows: sum((entry) => entry.rows_in),
    rejectedRows: sum((entry) => entry.rows_rejected),
    misfiledRows: sum((entry) => entry.rows_misfiled),
    rejectedExample:
      scanned.entries.find((entry) => entry.rejected_example)?.rejected_example ?? null,
    skippedFiles: scanned.entries.flatMap((entry) => entry.skipped),
    scannedBytes: totalOf(entries.map((entry) => entry.scanned_bytes)),
    approxUsd: totalOf(entries.map((entry) => entry.approx_usd)),
    missingInstances: missingInstances(files, closed),
  };
}

function hourOutcome({ hour, manifest }: HourFacts, verdict: Verdict): HourOutcome {
  if (verdict !== 'scan' && verdict !== 'note' && verdict !== 'unchanged') {
    return { hour, state: verdict };
  }
  if (manifest.files.length === 0) return { hour, state: 'empty' };
  return { hour, state: verdict === 'scan' ? 'rolled-up' : 'unchanged' };
}

/** A sum of what is known; null when nothing is. */
function totalOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
