import { manifestsByHour } from './manifest.js';
import type { Day, Hour, LogFile } from './ports.js';

/** Manifests of the hours that a compacted day was made from. */
export type CompactedFrom = Readonly<Record<Hour, string>>;

/** Compacted days of the raw log: one Parquet file a day, beside the files it was made from. */
export interface CompactedLogs {
  /** A path on this machine; null when the day is not compacted. */
  local(dt: Day, signal: AbortSignal): Promise<string | null>;
  /** Puts a file in place whole, whatever was there. */
  put(dt: Day, path: string, signal: AbortSignal): Promise<void>;
  remove(dt: Day, signal: AbortSignal): Promise<void>;
  /** Oldest first. */
  days(signal: AbortSignal): Promise<readonly Day[]>;
}

/** What a packed file, or the log files it was packed from, hold of one hour. */
export interface HourCount {
  readonly hour: Hour;
  readonly lines: number;
  readonly records: number;
  readonly bytes: number;
  readonly latencyUs: number;
}

/** Packs log files of one day into a Parquet file, sorted by route and time. */
export interface LogPacker {
  /** Counts what was read while it was packed, and what the packed file gives when it is read. */
  pack(
    request: { readonly files: readonly LogFile[]; readonly from: CompactedFrom },
    signal: AbortSignal,
  ): Promise<{
    readonly path: string;
    readonly read: readonly HourCount[];
    readonly packed: readonly HourCount[];
    discard(): Promise<void>;
  }>;
}

/** What files of a day are, as a compacted day remembers it. */
export function compactedFrom(
  files: readonly LogFile[],
  sha256: (text: string) => string,
): CompactedFrom {
  const manifests = [...manifestsByHour(files, sha256)].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(manifests.map(([hour, { hash }]) => [hour, hash]));
}

/** Whether a compacted day holds just these files of these hours. */
export function holds(from: CompactedFrom, wanted: CompactedFrom): boolean {
  return Object.entries(wanted).every(([hour, hash]) => from[hour] === hash);
}
