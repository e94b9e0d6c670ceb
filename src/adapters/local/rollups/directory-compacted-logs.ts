import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { CompactedLogs } from '../../../rollups/compacted.js';
import type { Day } from '../../../rollups/ports.js';
import { isDay } from '../../../rollups/windows.js';
import { createFiles } from '../files.js';

/** Compacted days in a directory: `dt=2018-11-15/part.parquet`. */
export function createDirectoryCompactedLogs(options: {
  /** Absolute; made when it is not there. */
  readonly directory: string;
}): CompactedLogs {
  const files = createFiles();
  const folder = (dt: Day) => join(options.directory, `dt=${dt}`);
  const path = (dt: Day) => join(folder(dt), 'part.parquet');
  const isThere = async (dt: Day) => (await files.names(folder(dt))).includes('part.parquet');
  return {
    local: async (dt) => ((await isThere(dt)) ? path(dt) : null),
    put: async (dt, from) => {
      await files.directory(folder(dt));
      await files.replace(path(dt), createReadStream(from));
    },
    remove: (dt) => files.remove(path(dt)),
    days: async () => {
      const found: Day[] = [];
      for (const name of await files.names(options.directory)) {
        const dt = /^dt=(.*)$/.exec(name)?.[1] ?? '';
        if (isDay(dt) && (await isThere(dt))) found.push(dt);
      }
      return found;
    },
  };
}
