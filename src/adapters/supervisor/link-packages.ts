import { link, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pid } from 'node:process';
import { systemErrorCode } from '../../platform/errors.js';

/**
 * Gives a new `node_modules` the packages of another one, by other names of the same files: they cost
 * no space, and stay when npm puts others in the place of those. Only what has these paths in a lock,
 * as far as it is there. Throws where files cannot have two names, as on two disks.
 */
export async function linkPackages(
  paths: readonly string[],
  from: string,
  to: string,
): Promise<void> {
  const fresh = `${to}.${pid}`;
  try {
    await mkdir(fresh, { mode: 0o700 });
    for (const path of paths) await linkFolder(join(from, path), join(fresh, path));
    await rename(fresh, to);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function linkFolder(from: string, to: string): Promise<void> {
  for (const entry of await entriesOf(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    // Packages in a package have paths of their own.
    if (entry.name === 'node_modules') continue;
    if (entry.isDirectory()) {
      await linkFolder(source, target);
      continue;
    }
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await link(source, target);
  }
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
