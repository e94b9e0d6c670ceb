import type { LogFile } from '../ports.js';
import { isRecordLine, redactLine } from '../redact-line.js';
import type { SkippedFile } from '../runs.js';
import type { DayContext } from './roll-up-day.js';

/** What a first look into the files of an hour showed. */
export interface LookedInto {
  readonly readable: readonly LogFile[];
  readonly skipped: readonly SkippedFile[];
  /** Lines of the readable files; null where files are not on this machine. */
  readonly lines: number | null;
}

/**
 * Inflates each file once, whole: an engine that reads a truncated one may silently leave out what
 * is behind the break.
 */
export async function lookInto(
  { deps, signal }: DayContext,
  files: readonly LogFile[],
): Promise<LookedInto> {
  if (!deps.inspector) return { readable: files, skipped: [], lines: null };
  const readable: LogFile[] = [];
  const skipped: SkippedFile[] = [];
  let lines = 0;
  for (const file of files) {
    const seen = await deps.inspector.inspect(await deps.logs.local(file, signal), signal);
    if ('unreadable' in seen) {
      skipped.push({ key: file.key, reason: seen.unreadable });
      continue;
    }
    lines += seen.lines;
    readable.push(file);
  }
  return { readable, skipped, lines };
}

/** The first line of these files that is no record, redacted. */
export async function exampleOf(
  { deps, signal }: DayContext,
  files: readonly LogFile[],
): Promise<string | null> {
  if (!deps.inspector) return null;
  const matches = (line: string) => !isRecordLine(line);
  for (const file of files) {
    const path = await deps.logs.local(file, signal);
    const line = await deps.inspector.find(path, matches, signal);
    if (line !== null) return redactLine(line);
  }
  return null;
}
