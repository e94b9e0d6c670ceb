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

/** Told what could not be looked at; the rest goes on. */
type Fail = (error: unknown) => void;

/** Everything that waits below a directory, oldest hour first, in it the one opened first. */
export async function readSpool(directory: string, fail: Fail): Promise<SpoolFile[]> {
  const files: SpoolFile[] = [];
  for (const day of await foldersIn(directory, /^dt=\d{4}-\d\d-\d\d$/, fail)) {
    for (const hour of await foldersIn(join(directory, day), /^hour=\d\d$/, fail)) {
      files.push(...(await filesIn(directory, `${day}/${hour}`, fail)));
    }
  }
  return files;
}

async function foldersIn(folder: string, name: RegExp, fail: Fail): Promise<string[]> {
  return (await namesIn(folder, fail)).filter((each) => name.test(each)).sort();
}

async function filesIn(directory: string, partition: string, fail: Fail): Promise<SpoolFile[]> {
  const found: (SpoolFile & { readonly opened: string })[] = [];
  for (const each of await namesIn(join(directory, partition), fail)) {
    const [, name = '', process = '', opened = '', ending] = fileName.exec(each) ?? [];
    if (ending === undefined) continue;
    const path = join(directory, partition, each);
    const is = await unlessMissing(stat(path), undefined, fail);
    // Somebody else was faster.
    if (is === undefined) continue;
    if (!is.isFile()) {
      fail(new Error(`${path} is no file`));
      continue;
    }
    const open = ending !== closedEnding;
    const at = { bytes: is.size, changedAt: is.mtimeMs };
    found.push({ path, partition, name, process, open, opened, ...at });
  }
  return found.sort((a, b) => (a.opened + a.name < b.opened + b.name ? -1 : 1));
}

function namesIn(folder: string, fail: Fail): Promise<string[]> {
  return unlessMissing(readdir(folder), [], fail);
}

async function unlessMissing<T, D>(work: Promise<T>, otherwise: D, fail: Fail): Promise<T | D> {
  try {
    return await work;
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') fail(error);
    return otherwise;
  }
}
