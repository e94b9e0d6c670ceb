import { join } from 'node:path';
import type { ChangeRecord, ChangeRecords } from '../../environments/change-record.js';
import type { Clock } from '../../platform/host.js';
import { createFiles, type Files } from './files.js';
import { acquire, createLockDeps } from './process-lock.js';
import { formatVersion, parseVersioned } from './versioned.js';

const mostKept = 100;
/** Beside the records of an environment: claims of who follows a change of it. */
const following = '.following';

/**
 * One file a change in a directory of its environment: two that change at once write no common file.
 * Ids sort by time, so that the oldest names stand first.
 */
export function createChangeRecords(options: {
  /** Absolute; made when it is not there. */
  readonly directory: string;
  /** Another disk than the real one, for tests. */
  readonly files?: Files;
  readonly clock: Clock;
}): ChangeRecords {
  const { directory, files = createFiles(), clock } = options;
  const place = (environment: string) => join(directory, encodeURIComponent(environment));
  async function of(environment: string): Promise<readonly ChangeRecord[]> {
    const at = place(environment);
    const names = (await files.names(at)).filter((name) => name.endsWith('.json'));
    const records = await Promise.all(
      names.map(async (name) => {
        const path = join(at, name);
        const text = (await files.read(path))?.toString('utf8');
        return text === undefined ? null : recordOf(parseVersioned(text, path));
      }),
    );
    return records.filter((record) => record !== null);
  }

  return {
    write: async (record) => {
      const at = place(record.environment);
      await files.directory(at);
      const text = `${JSON.stringify({ v: formatVersion, ...record })}\n`;
      await files.replace(join(at, `${record.id}.json`), text);
      const names = (await files.names(at)).filter((name) => name.endsWith('.json'));
      for (const name of names.slice(0, -mostKept)) await files.remove(join(at, name));
    },
    hold: async (environment) => {
      const held = await acquire(
        createLockDeps(files, clock),
        join(place(environment), following),
        0,
      );
      return 'busy' in held ? null : held.release;
    },
    of,
    all: async () => {
      const environments = await files.names(directory);
      return (await Promise.all(environments.map((name) => of(decodeURIComponent(name))))).flat();
    },
  };
}

// Only this program writes these files, whole: one that cannot be read is as good as none.
function recordOf(parsed: Record<string, unknown> | null): ChangeRecord | null {
  const { id, environment, kind, at } = parsed ?? {};
  const named = [id, environment, kind, at].every((value) => typeof value === 'string');
  if (!parsed || !named) return null;
  const { v: _, ...record } = parsed;
  return record as unknown as ChangeRecord;
}
