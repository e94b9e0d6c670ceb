import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemErrorCode } from '../../../src/platform/errors.js';

/** Where lines of one partition are appended. */
export interface LogFiles {
  append(partition: string, text: string): Promise<void>;
}

/**
 * The files of one process: `<directory>/<partition>/<instance>-<start>-<seq>.jsonl`. A partition
 * has one file for as long as it is among the last few written to; then a new one.
 */
export function createLogFiles(options: {
  readonly directory: string;
  /** Unique among all processes that ever write to the directory. */
  readonly instance: string;
  /** When the process started, milliseconds since the epoch. */
  readonly startedAt: number;
}): LogFiles {
  const start = new Date(options.startedAt).toISOString().replace(/[-:.]/g, '');
  const paths = new Map<string, string>();
  let seq = 0;

  function pathFor(partition: string): string {
    const path = paths.get(partition);
    if (path !== undefined) return path;
    seq += 1;
    const name = `${options.instance}-${start}-${String(seq).padStart(4, '0')}.jsonl`;
    const made = join(options.directory, partition, name);
    paths.set(partition, made);
    const oldest = paths.size > 3 ? paths.keys().next().value : undefined;
    if (oldest !== undefined) paths.delete(oldest);
    return made;
  }

  return {
    async append(partition, text) {
      const path = pathFor(partition);
      try {
        await appendFile(path, text, { mode: 0o600 });
      } catch (error) {
        if (systemErrorCode(error) !== 'ENOENT') throw error;
        // The first line of an hour, or somebody removed the directory.
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await appendFile(path, text, { mode: 0o600 });
      }
    },
  };
}
