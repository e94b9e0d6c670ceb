import { dirname } from 'node:path';
import type { Files } from '../files.js';

/**
 * A disk for trying a command out: it reads what is there, and whatever is written stays in memory,
 * on top of it. Nothing of it is ever on the real disk.
 */
export function createRehearsedFiles(disk: Files): Files {
  const written = new Map<string, Buffer>();
  const removed = new Set<string>();
  const directories = new Set<string>();

  async function read(path: string): Promise<Buffer | null> {
    if (removed.has(path)) return null;
    return written.get(path) ?? disk.read(path);
  }

  async function write(path: string, content: string | Uint8Array): Promise<void> {
    removed.delete(path);
    written.set(path, Buffer.from(content));
  }

  return {
    directory: async (path) => void directories.add(path),
    claim: async (path) => {
      if (directories.has(path) || (await namesIn(dirname(path))).includes(baseOf(path))) {
        return false;
      }
      directories.add(path);
      return true;
    },
    replace: write,
    announce: write,
    append: async (path, offset, content) => {
      const before = (await read(path)) ?? Buffer.alloc(0);
      await write(path, Buffer.concat([before.subarray(0, offset), Buffer.from(content)]));
    },
    read,
    names: namesIn,
    remove: async (path) => {
      written.delete(path);
      removed.add(path);
    },
    settle: async () => {},
  };

  async function namesIn(path: string): Promise<readonly string[]> {
    const onDisk = (await disk.names(path)).filter((name) => !removed.has(`${path}/${name}`));
    const above = [...written.keys(), ...directories].filter((each) => dirname(each) === path);
    return [...new Set([...onDisk, ...above.map(baseOf)])].sort();
  }
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
