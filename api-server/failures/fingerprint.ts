import { createHash } from 'node:crypto';

/** Frames of a stack that are ours, without the message before them, which may hold anything. */
export function framesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !line.includes('node:'))
    .map((line) => line.trim().slice(0, 300))
    .slice(0, 12);
}

/** The functions a defect was in: they stay when a release moves lines about. */
export function placeOf(frames: readonly string[]): string {
  const named = frames.map((frame) => /^at (?:async )?(\S+) \(/.exec(frame)?.[1] ?? '');
  return named.slice(0, 3).join(' < ');
}

/** What kind of failure it is, as a short name; the same in every process and in every release. */
export function fingerprintOf(parts: readonly (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}
