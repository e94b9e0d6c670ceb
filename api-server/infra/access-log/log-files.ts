import { appendFile, mkdir, rename, stat, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemErrorCode } from '../../../src/platform/errors.js';
import type { Clock } from '../../../src/platform/host.js';
import type { ProcessName } from '../process-name.js';
import { partitionOf } from './format-record.js';
import { closedEnding, openEnding } from './spool.js';

/** Where the lines of one process go: one file an hour, or more. */
export interface LogFiles {
  /** Appends lines of one hour, such as `2018-11-15T21`: all or, when it rejects, none. */
  append(hour: string, lines: Buffer): Promise<void>;
  /** Finishes the files of every other hour; without an hour, all. */
  finish(except?: string): Promise<void>;
}

interface OpenFile {
  /** Without its ending. */
  readonly base: string;
  /** Whole lines so far. */
  bytes: number;
  /** A part of a line may stand behind them. */
  torn: boolean;
}

/** The files of one process, of at most so many bytes and one append. */
export function createLogFiles(options: {
  readonly directory: string;
  readonly process: ProcessName;
  readonly fileBytes: number;
  readonly clock: Pick<Clock, 'now'>;
}): LogFiles {
  const { directory, fileBytes, clock } = options;
  const files = new Map<string, OpenFile>();
  let number = 0;

  function fileOf(hour: string): OpenFile {
    const known = files.get(hour);
    if (known) return known;
    number += 1;
    const opened = new Date(clock.now()).toISOString().replace(/[-:.]/g, '');
    const name = `${options.process}-${opened}-${String(number).padStart(4, '0')}`;
    const file = { base: join(directory, partitionOf(hour), name), bytes: 0, torn: false };
    files.set(hour, file);
    return file;
  }

  async function close(hour: string, file: OpenFile): Promise<void> {
    if (file.torn) await mend(file);
    await unlessMissing(rename(file.base + openEnding, file.base + closedEnding));
    files.delete(hour);
  }

  return {
    async append(hour, lines) {
      const file = fileOf(hour);
      if (file.torn) await mend(file);
      file.torn = true;
      await appendTo(file.base + openEnding, lines);
      file.torn = false;
      file.bytes += lines.length;
      // The lines are written, whatever comes of this: it is tried again with the next ones.
      if (file.bytes >= fileBytes) await close(hour, file).catch(() => {});
    },
    async finish(except) {
      for (const [hour, file] of [...files]) if (hour !== except) await close(hour, file);
    },
  };
}

// A disk that was full has taken a part of the lines, and they come again as a whole.
async function mend(file: OpenFile): Promise<void> {
  const path = file.base + openEnding;
  const is = await unlessMissing(stat(path));
  if (is && is.size > file.bytes) await truncate(path, file.bytes);
}

async function appendTo(path: string, lines: Buffer): Promise<void> {
  try {
    await appendFile(path, lines, { mode: 0o600 });
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
    // The first lines of an hour, or the folder was empty and somebody removed it.
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await appendFile(path, lines, { mode: 0o600 });
  }
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
