import { CatopsError } from '../platform/errors.js';
import type { Clock } from '../platform/host.js';
import type { Day, Hour, LogStore, RollupStore, ScanEngine } from './ports.js';
import type { Verdict } from './rolling/judge-hour.js';
import { rollUpDay } from './rolling/roll-up-day.js';
import type { SkippedFile } from './runs.js';
import { latestWatermark } from './watermark.js';
import type { LogInspector, Workbench } from './workbench.js';

export interface RollUpDeps {
  readonly logs: LogStore;
  readonly store: RollupStore;
  readonly engine: ScanEngine;
  readonly workbench: Workbench;
  /** Null where files are not on this machine: then nobody can look into them first. */
  readonly inspector: LogInspector | null;
  readonly runtime: {
    readonly clock: Pick<Clock, 'now'>;
    /** Hex. */
    sha256(text: string): string;
    /** Version of this program. */
    readonly version: string;
  };
}

export interface RollUpRequest {
  /** Oldest first. */
  readonly days: readonly Day[];
  /** Only these hours of each day; all of them without. */
  readonly hours?: readonly Hour[];
  /** Again, also what is unchanged, came too late or shrank. */
  readonly force: boolean;
  /** How long after an hour's end late lines still change it. */
  readonly lateMs: number;
  /** Tables of accounts and images also for days that are not closed. */
  readonly dayTables: boolean;
  onProgress?(progress: RollUpProgress): void;
}

/** Where the work is: `day` of `of`, counted from 1. */
export interface RollUpProgress {
  readonly dt: Day;
  readonly day: number;
  readonly of: number;
  readonly step: 'looking' | 'scanning-hours' | 'scanning-day' | 'writing' | 'done';
  /** Hours that are scanned. */
  readonly hours: readonly Hour[];
}

/** What became of one hour. `rolled-up` was `scan`, `empty` has no log. */
export interface HourOutcome {
  readonly hour: Hour;
  readonly state: Exclude<Verdict, 'scan' | 'note'> | 'rolled-up' | 'empty';
}

export interface DayOutcome {
  readonly dt: Day;
  readonly hours: readonly HourOutcome[];
  /** Whether accounts and images were counted in this call. */
  readonly dayTables: 'made' | 'unchanged' | 'not-yet' | 'kept';
  readonly files: number;
  readonly fileBytes: number;
  /** Lines read in this call, and those of them that are no records. */
  readonly rows: number;
  readonly rejectedRows: number;
  readonly misfiledRows: number;
  readonly rejectedExample: string | null;
  readonly skippedFiles: readonly SkippedFile[];
  readonly scannedBytes: number | null;
  readonly approxUsd: number | null;
  /** Servers that wrote in one closed hour and not in the next one. */
  readonly missingInstances: readonly { readonly hour: Hour; readonly instance: string }[];
}

export interface RollUpOutcome {
  readonly days: readonly DayOutcome[];
  /** All hours from the first asked one to this instant are closed and rolled up; null: none. */
  readonly watermark: string | null;
  /** What ended the work before its end; the days before it are whole. */
  readonly failure: CatopsError | null;
}

/**
 * Brings the stored tables of some days up to date. Only hours whose files changed are read, every
 * table is put in place whole, and doing it again changes nothing. Throws when it is interrupted;
 * what was written by then is whole.
 */
export async function rollUp(
  deps: RollUpDeps,
  request: RollUpRequest,
  signal: AbortSignal,
): Promise<RollUpOutcome> {
  const days: DayOutcome[] = [];
  let failure: CatopsError | null = null;
  for (const [index, dt] of request.days.entries()) {
    signal.throwIfAborted();
    const tell = (step: RollUpProgress['step'], hours: readonly Hour[] = []) =>
      request.onProgress?.({ dt, day: index + 1, of: request.days.length, step, hours });
    try {
      days.push(await rollUpDay(deps, request, { dt, tell }, signal));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof CatopsError)) throw error;
      failure = error;
      break;
    }
    tell('done');
  }
  return { days, watermark: await latestWatermark(deps, request.days, signal), failure };
}
