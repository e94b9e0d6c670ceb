import { dirname, join } from 'node:path';
import type { ProgressStore } from '../../runbooks/ports.js';
import type { Progress } from '../../runbooks/progress.js';
import { createFiles, type Files } from './files.js';
import { formatVersion, parseVersioned } from './versioned.js';

/** One file a runbook and incident below `runbooks` of the state directory. */
export function createRunbookProgress(
  stateDir: string,
  of: { readonly runbook: string; readonly incident: string | null },
  files: Files = createFiles(),
): ProgressStore {
  const path = join(stateDir, 'runbooks', `${of.runbook}.${of.incident ?? 'none'}.json`);
  return {
    read: async () => {
      const text = (await files.read(path))?.toString('utf8');
      const parsed = text === undefined ? null : parseVersioned(text, path);
      return parsed === null ? null : progressOf(parsed);
    },
    write: async (progress) => {
      await files.directory(dirname(path));
      await files.replace(path, `${JSON.stringify({ v: formatVersion, ...of, ...progress })}\n`);
    },
  };
}

// Only this program writes these files, whole: one that cannot be read is as good as none.
function progressOf({ startedAt, finishedAt, steps }: Record<string, unknown>): Progress | null {
  if (typeof startedAt !== 'string' || !Array.isArray(steps)) return null;
  return { startedAt, finishedAt: typeof finishedAt === 'string' ? finishedAt : null, steps };
}
