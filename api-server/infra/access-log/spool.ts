import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '../../../src/platform/errors.js';

// Files of the log on their way, below one directory:
//   dt=2018-11-15/hour=21/<process>-<opened>-<number>.json.open   a process writes to it
//   dt=2018-11-15/hour=21/<process>-<opened>-<number>.json        finished; never changes again
// Whoever renames the one to the other has finished it: the process itself, or, once it is dead,
// whoever finds what it left.

/** Ending of a file that is still written to. */
export const openEnding = '.json.open';
/** Ending of a finished file. */
export const closedEnding = '.json';

/** A file that waits. */
export interface SpoolFile {
  readonly path: string;
  /** `dt=2018-11-15/hour=21` */
  readonly partition: string;
  /** `<process>-<opened>-<number>` */
  readonly name: string;
  /** Who writes to it or did. */
  readonly process: string;
  readonly open: boolean;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

// Releases before files were moved on wrote `.jsonl` and nothing else.
const fileName = /^((\w+)-(\d{8}T\d{9}Z)-\d+)(\.json|\.json\.open|\.jsonl)$/;

/** Everything that waits below a directory, oldest hour first, in it the one opened first. */
export async function readSpool(directory: string): Promise<SpoolFile[]> {
  const files: SpoolFile[] = [];
  for (const day of await foldersIn(directory, /^dt=\d{4}-\d\d-\d\d$/)) {
    for (const hour of await foldersIn(join(directory, day), /^hour=\d\d$/)) {
      files.push(...(await filesIn(directory, `${day}/${hour}`)));
    }
  }
  return files;
}

async function foldersIn(folder: string, name: RegExp): Promise<string[]> {
  return (await namesIn(folder)).filter((each) => name.test(each)).sort();
}

async function filesIn(directory: string, partition: string): Promise<SpoolFile[]> {
  const found: (SpoolFile & { readonly opened: string })[] = [];
  for (const each of await namesIn(join(directory, partition))) {
    const [, name = '', process = '', opened = '', ending] = fileName.exec(each) ?? [];
    if (ending === undefined) continue;
    const path = join(directory, partition, each);
    const is = await stat(path).catch(() => undefined);
    // Somebody else was faster.
    if (!is?.isFile()) continue;
    const open = ending !== closedEnding;
    const at = { bytes: is.size, changedAt: is.mtimeMs };
    found.push({ path, partition, name, process, open, opened, ...at });
  }
  return found.sort((a, b) => (a.opened + a.name < b.opened + b.name ? -1 : 1));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
