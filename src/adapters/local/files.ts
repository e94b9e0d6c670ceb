import { mkdir, open, readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pid } from 'node:process';
import { CatopsError, messageOf, systemErrorCode } from '../../platform/errors.js';

const privateDir = 0o700;
const privateFile = 0o600;

/** What a file is to hold; a piece at a time where it is large. */
type Content = string | Uint8Array | AsyncIterable<Uint8Array>;

/** The few things the store does with a disk; tests hand in one that fails. */
export interface Files {
  /** Makes the directory and its parents, 0700. */
  directory(path: string): Promise<void>;
  /** Makes one directory; false when it was there. Atomic between processes. */
  claim(path: string): Promise<boolean>;
  /** Replaces a file as a whole: tmp, fsync, rename, fsync of the directory. */
  replace(path: string, content: Content): Promise<void>;
  /** Puts a small file in place at once, whole, without waiting for the disk. */
  announce(path: string, content: string): Promise<void>;
  /** Appends at `offset` (what lay beyond is cut off), and fsyncs. */
  append(path: string, offset: number, content: string): Promise<void>;
  /** Null when there is no such file. */
  read(path: string): Promise<Buffer | null>;
  /** Names in a directory, sorted; none when it is not there. */
  names(path: string): Promise<readonly string[]>;
  /** No fault when it is not there. */
  remove(path: string): Promise<void>;
  /** fsync of a directory: the names in it survive loss of power. */
  settle(path: string): Promise<void>;
}

/** The real disk. What fails is a CatopsError `local-store-unwritable`. */
export function createFiles(): Files {
  return {
    directory: (path) =>
      guarded(path, async () => {
        await mkdir(path, { recursive: true, mode: privateDir });
      }),
    claim: (path) =>
      guarded(path, async () => {
        try {
          await mkdir(path, { mode: privateDir });
          return true;
        } catch (error) {
          if (systemErrorCode(error) === 'EEXIST') return false;
          throw error;
        }
      }),
    replace: (path, content) => guarded(path, () => replace(path, content)),
    announce: (path, content) =>
      guarded(path, async () => {
        const fresh = freshName(path);
        await cleanly(fresh, async () => {
          await writeFile(fresh, content, { mode: privateFile });
          await rename(fresh, path);
        });
      }),
    append: (path, offset, content) => guarded(path, () => append(path, offset, content)),
    read: (path) => guarded(path, () => absentAs(null, readFile(path))),
    names: (path) => guarded(path, async () => (await absentAs([], readdir(path))).sort()),
    remove: (path) => guarded(path, () => absentAs(undefined, unlink(path))),
    settle: (path) => guarded(path, () => settle(path)),
  };
}

async function replace(path: string, content: Content): Promise<void> {
  const fresh = freshName(path);
  await cleanly(fresh, async () => {
    const file = await open(fresh, 'w', privateFile);
    try {
      await writeFile(file, content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  });
  await settle(dirname(path));
}

/** A full disk is tried again and again: what could not be finished is not left on it. */
async function cleanly(fresh: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await unlink(fresh).catch(() => undefined);
    throw error;
  }
}

let freshFiles = 0;

function freshName(path: string): string {
  freshFiles += 1;
  return join(dirname(path), `.${basename(path)}.${pid}-${freshFiles}.tmp`);
}

async function append(path: string, offset: number, content: string): Promise<void> {
  const file = await open(path, offset === 0 ? 'a+' : 'r+', privateFile);
  try {
    await file.truncate(offset);
    const bytes = Buffer.from(content);
    let written = 0;
    while (written < bytes.length) {
      const step = await file.write(bytes, written, bytes.length - written, offset + written);
      written += step.bytesWritten;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function settle(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function absentAs<T, D>(value: D, reading: Promise<T>): Promise<T | D> {
  try {
    return await reading;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return value;
    throw error;
  }
}

async function guarded<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof CatopsError) throw error;
    throw new CatopsError('local-store-unwritable', `${path}: ${messageOf(error)}`, {
      hint: 'free some space, mend the rights, or choose another directory (catops config explain)',
      cause: error,
    });
  }
}
