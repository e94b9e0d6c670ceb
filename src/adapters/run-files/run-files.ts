import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { pid, version } from 'node:process';
import type { Testbed } from '../../contracts/loadtest-run.js';
import type { RunFiles } from '../../loadtest/ports.js';
import { CatopsError, messageOf } from '../../platform/errors.js';
import { printable } from '../../platform/terminal-text.js';

const largestFile = 256 * 1_048_576;

/** Files of stored load tests, by path relative to `cwd`. */
export function createRunFiles(options: { readonly cwd: string }): RunFiles {
  return {
    read: async (file) => {
      try {
        return await read(resolve(options.cwd, file));
      } catch (error) {
        const message = `${printable(file)} cannot be read: ${messageOf(error)}.`;
        throw new CatopsError('run-file-invalid', message, { cause: error });
      }
    },
    write: async (file, text) => {
      try {
        await replace(resolve(options.cwd, file), text);
      } catch (error) {
        const message = `${printable(file)} cannot be written: ${messageOf(error)}.`;
        throw new CatopsError('local-store-unwritable', message, { cause: error });
      }
    },
  };
}

/** This machine, as a stored run names it. */
export function thisTestbed(catops: string): Testbed {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    node: version,
    catops,
  };
}

async function read(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('it is not a file');
  if (found.size > largestFile) throw new Error(`it is larger than ${largestFile} bytes`);
  return readFile(path, 'utf8');
}

// Whole or not at all: half a file would be merged as a shard that sent half.
async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // A pipe or a device can only be written to; a file in its place would end it.
  const there = await stat(path).catch(() => null);
  if (there !== null && !there.isFile()) return writeFile(path, text);
  const fresh = join(dirname(path), `.${basename(path)}.${pid}.tmp`);
  try {
    const file = await open(fresh, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  } finally {
    await rm(fresh, { force: true });
  }
}
