import { join } from 'node:path';
import type { Clock } from '../../platform/host.js';
import type { Ledger } from '../../schedule/ledger.js';
import { emptyRecord, type JobRecord } from '../../schedule/record.js';
import { createFiles, type Files } from './files.js';
import { acquire, createLockDeps } from './process-lock.js';
import { formatVersion, parseVersioned } from './versioned.js';

export interface ScheduleLedgerOptions {
  /** Absolute; made when it is not there. */
  readonly directory: string;
  readonly clock: Clock;
  /** Another disk than the real one, for tests. */
  readonly files?: Files;
}

/** One file a job, `<job>.json`, and the claims beside it in `.<job>`. */
export function createScheduleLedger(options: ScheduleLedgerOptions): Ledger {
  const { directory, clock, files = createFiles() } = options;
  const locks = createLockDeps(files, clock);
  const path = (job: string) => join(directory, `${job}.json`);
  return {
    claim: (job) => acquire(locks, join(directory, `.${job}`), 0),
    read: async (job) => {
      const text = (await files.read(path(job)))?.toString('utf8');
      const parsed = text === undefined ? null : parseVersioned(text, path(job));
      return parsed === null ? emptyRecord : recordOf(parsed);
    },
    write: async (job, record) => {
      await files.directory(directory);
      await files.replace(path(job), `${JSON.stringify({ v: formatVersion, job, ...record })}\n`);
    },
  };
}

// Only this program writes these files, whole: one that cannot be read is as good as none.
function recordOf({ since, done, failing }: Record<string, unknown>): JobRecord {
  return {
    since: typeof since === 'string' ? since : null,
    done: Array.isArray(done) ? done : [],
    failing: Array.isArray(failing) ? failing : [],
  };
}
