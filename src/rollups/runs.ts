import { CatopsError } from '../platform/errors.js';
import type { Day, Hour } from './ports.js';
import type { TableName } from './tables.js';

/** A log file that could not be read, and why. */
export interface SkippedFile {
  readonly key: string;
  readonly reason: string;
}

/** What one partition was made from, and how. Times are ISO 8601, UTC. */
export interface RunEntry {
  /** Null for the tables of the whole day. */
  readonly hour: Hour | null;
  readonly table: 'rollup_hour' | 'keys_day';
  readonly manifest_hash: string;
  readonly inputs: number;
  readonly input_bytes: number;
  /** Lines, those that are no records included. */
  readonly rows_in: number;
  readonly rows_rejected: number;
  readonly rows_misfiled: number;
  readonly skipped: readonly SkippedFile[];
  /** One rejected line, redacted; null when none was, or none could be read. */
  readonly rejected_example: string | null;
  readonly engine: 'duckdb' | 'athena';
  readonly sql_hash: string;
  readonly catops_version: string;
  readonly query_id: string | null;
  readonly scanned_bytes: number | null;
  readonly approx_usd: number | null;
  readonly started: string;
  readonly ended: string;
  /** Whether the partition was looked at after it had closed. */
  readonly closed: boolean;
}

/** `runs/dt=….json`: written last, so that what it says of a day is in the tables. */
export interface Runs {
  readonly schema: 'catops.rollup-runs/v1';
  readonly dt: Day;
  /** Etags of the stored tables that the entries speak of; others mean a run that was cut off. */
  readonly objects: Partial<Readonly<Record<TableName, string>>>;
  readonly entries: readonly RunEntry[];
  /** When the raw log of the day was removed by the rule; null while it is there. */
  readonly purged: string | null;
}

export function noRuns(dt: Day): Runs {
  return { schema: 'catops.rollup-runs/v1', dt, objects: {}, entries: [], purged: null };
}

/** Reads a document of runs. Throws `format-too-new`, or `local-store-unwritable` when broken. */
export function parseRuns(text: string, dt: Day): Runs {
  const value = parsed(text);
  const schema = value?.schema ?? '';
  const version = /^catops\.rollup-runs\/v(\d+)$/.exec(schema)?.[1];
  if (Number(version) > 1) {
    throw new CatopsError('format-too-new', `The runs of ${dt} were written by a newer catops.`, {
      hint: 'npm install -g catops@latest',
    });
  }
  if (version === undefined || value?.dt !== dt || !Array.isArray(value.entries)) {
    throw new CatopsError('local-store-unwritable', `The runs of ${dt} cannot be read.`, {
      hint: `remove runs/dt=${dt}.json of the rollups, then roll the day up again`,
    });
  }
  return { ...noRuns(dt), ...value, entries: value.entries };
}

export function printRuns(runs: Runs): string {
  return `${JSON.stringify(runs, null, 2)}\n`;
}

export function hourEntry(runs: Runs, hour: Hour): RunEntry | undefined {
  return runs.entries.find((entry) => entry.hour === hour);
}

export function dayEntry(runs: Runs): RunEntry | undefined {
  return runs.entries.find((entry) => entry.hour === null);
}

/** Puts entries in the place of those of the same partition, in order. */
export function withEntries(runs: Runs, fresh: readonly RunEntry[]): Runs {
  const replaced = new Set(fresh.map(({ hour }) => hour));
  const kept = runs.entries.filter(({ hour }) => !replaced.has(hour));
  const entries = [...kept, ...fresh].sort((a, b) =>
    (a.hour ?? '99').localeCompare(b.hour ?? '99'),
  );
  return { ...runs, entries };
}

function parsed(text: string): Partial<Runs> | null {
  try {
    return JSON.parse(text) as Partial<Runs> | null;
  } catch {
    return null;
  }
}
