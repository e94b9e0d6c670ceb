import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pid } from 'node:process';
import { CatopsError } from '../../../platform/errors.js';
import type { Clock } from '../../../platform/host.js';
import { identify } from '../../../platform/process-identity.js';
import type { Day, RollupStore, StoredObject } from '../../../rollups/ports.js';
import type { TableName } from '../../../rollups/tables.js';
import { isDay } from '../../../rollups/windows.js';
import { createFiles } from '../files.js';
import { acquire, type LockDeps } from '../process-lock.js';

type Table = TableName | 'runs';

/** How long a writer waits for another one: it only compares and renames. */
const writerWaitMs = 5000;

/**
 * Rolled-up tables in a directory: `rollup_hour/dt=2018-11-15/part.parquet`, 0700 and 0600, a folder a
 * day as Athena's partition projection wants it. An etag is the hash of the content, so that the same
 * rows are the same object wherever they were made.
 */
export function createDirectoryRollupStore(options: {
  /** Absolute; made when it is not there. */
  readonly directory: string;
  readonly clock: Clock;
}): RollupStore {
  const root = options.directory;
  const files = createFiles();
  const locks: LockDeps = {
    files,
    clock: options.clock,
    self: identify(pid) ?? { pid, host: 'unknown', started: 'unknown' },
    nonce: () => randomBytes(8).toString('hex'),
    fraction: () => randomBytes(2).readUInt16BE() / 65_536,
  };

  async function read(table: Table, dt: Day): Promise<StoredObject | null> {
    const content = await files.read(pathOf(root, table, dt));
    return content && describe(content);
  }

  return {
    place: root,
    stat: (table, dt) => read(table, dt),
    local: async (table, dt) => {
      const path = pathOf(root, table, dt);
      return (await files.read(path)) === null ? null : path;
    },
    replace: async ({ table, dt }, path, expected, signal) => {
      const content = await readFile(path);
      const target = pathOf(root, table, dt);
      await files.directory(dirname(target));
      const held = await acquire(
        locks,
        join(root, '.locks', `${table}-${dt}`),
        writerWaitMs,
        signal,
      );
      if ('busy' in held) {
        throw new CatopsError('rollup-locked', `${held.busy} is writing ${table} of ${dt}.`, {
          hint: 'wait until it has ended, then run it again',
        });
      }
      try {
        const present = await read(table, dt);
        if (present?.etag !== expected?.etag) return 'conflict';
        await files.replace(target, content);
        return describe(content);
      } finally {
        await held.release();
      }
    },
    days: async (table) => {
      const found: Day[] = [];
      for (const name of await files.names(join(root, table))) {
        const dt = /^dt=([^.]*)(\.json)?$/.exec(name)?.[1] ?? '';
        if (isDay(dt) && (await files.read(pathOf(root, table, dt)))) found.push(dt);
      }
      return found;
    },
    remove: (table, dt) => files.remove(pathOf(root, table, dt)),
  };
}

function describe(content: Buffer): StoredObject {
  return { etag: createHash('sha256').update(content).digest('hex'), size: content.length };
}

function pathOf(root: string, table: Table, dt: Day): string {
  return table === 'runs'
    ? join(root, table, `dt=${dt}.json`)
    : join(root, table, `dt=${dt}`, 'part.parquet');
}
