import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemErrorCode } from '../../../src/platform/errors.js';
import { isLeftBehind, type ProcessName } from '../process-name.js';
import { checkKey, type ListedObject, type Objects } from './objects.js';

/**
 * Objects as files of a directory. One is made under a temporary name in the `.tmp` of its first
 * folder, so on the same disk, written through to that disk, and only then given its name.
 */
export function createDirectoryObjects(options: {
  readonly directory: string;
  readonly process: ProcessName;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}): Objects {
  const { directory: root, now } = options;
  const pathOf = (key: string): string => {
    checkKey(key);
    return join(root, key);
  };
  return {
    read: (key) => unlessMissing(readFile(pathOf(key))),
    async put(key, body, _kind, signal) {
      const path = pathOf(key);
      // Two that put one key at once put the same bytes: a key is given to one content only. Who put
      // it may have been killed before its name was durable, or be on the way to that.
      if ((await sizeOf(path)) !== undefined) {
        await syncFolders(dirname(path), root);
        return false;
      }
      const folder = join(root, key.slice(0, key.indexOf('/') + 1), '.tmp');
      const temporary = join(folder, `${options.process}.${randomUUID()}`);
      for (const each of [folder, dirname(path)]) {
        await mkdir(each, { recursive: true, mode: 0o700 });
      }
      try {
        await writeThrough(temporary, body);
        signal?.throwIfAborted();
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      await syncFolders(dirname(path), root);
      return true;
    },
    // A file has no headers: whoever serves it says them.
    relabel: async () => {},
    async remove(key) {
      const path = pathOf(key);
      await rm(path, { force: true });
      // The folder alone: those above it have not changed.
      await unlessMissing(syncFolders(dirname(path), dirname(path)));
    },
    async stream(key, part, signal) {
      const file = await unlessMissing(open(pathOf(key), 'r'));
      if (!file) return undefined;
      if (signal?.aborted) await file.close();
      signal?.throwIfAborted();
      return file.createReadStream(part && { start: part.first, end: part.last });
    },
    size: (key) => sizeOf(pathOf(key)),
    list: (prefix) => walk(root, '', prefix),
    async tidy() {
      for (const first of await namesIn(root)) {
        const folder = join(root, first, '.tmp');
        for (const name of await namesIn(folder)) {
          const path = join(folder, name);
          const changedAt = (await unlessMissing(stat(path)))?.mtimeMs ?? now();
          const writer = name.slice(0, name.indexOf('.'));
          if (isLeftBehind(writer, now() - changedAt)) await rm(path, { force: true });
        }
      }
    },
  };
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await unlessMissing(stat(path)))?.size;
}

async function writeThrough(path: string, body: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(body);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A name is durable when its folder is, and so on up to the root. */
async function syncFolders(from: string, root: string): Promise<void> {
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

async function* walk(root: string, folder: string, prefix: string): AsyncGenerator<ListedObject> {
  for (const name of (await namesIn(join(root, folder))).sort()) {
    const key = `${folder}${name}`;
    const found = name.startsWith('.') ? undefined : await unlessMissing(stat(join(root, key)));
    if (found?.isDirectory() && (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`))) {
      yield* walk(root, `${key}/`, prefix);
    }
    if (found?.isFile() && key.startsWith(prefix)) {
      yield { key, bytes: found.size, changedAt: found.mtimeMs };
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await unlessMissing(readdir(folder))) ?? [];
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) return undefined;
    throw error;
  }
}
