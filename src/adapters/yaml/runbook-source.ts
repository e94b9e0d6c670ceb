import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CatopsError, messageOf, systemErrorCode } from '../../platform/errors.js';
import type { RunbookSource } from '../../runbooks/ports.js';
import { readRunbook } from '../../runbooks/read-runbook.js';
import type { Runbook } from '../../runbooks/runbook.js';
import { parsePlain } from './parse-plain.js';

/**
 * The Markdown files that begin with front matter, of several directories: those of the project, and
 * those that ship with catops. Of two with one name the first is taken.
 */
export function createRunbookSource(directories: readonly [string, ...string[]]): RunbookSource {
  return {
    place: directories[0],
    all: async () => {
      const found = await Promise.all(directories.map(readDirectory));
      const byName = new Map<string, Runbook>();
      for (const runbook of found.toReversed().flat()) byName.set(runbook.name, runbook);
      return [...byName.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
    },
  };
}

async function readDirectory(directory: string): Promise<readonly Runbook[]> {
  const files = (await list(directory)).filter((file) => file.endsWith('.md'));
  const read = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(directory, file), 'utf8');
      return readRunbook(file.slice(0, -'.md'.length), text, parsePlain);
    }),
  );
  return read.filter((runbook) => runbook !== undefined);
}

/** Names of files; none where there is no such directory. */
async function list(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return [];
    const message = `Runbooks cannot be read: ${messageOf(cause)}.`;
    throw new CatopsError('local-store-unwritable', message, { cause });
  }
}
