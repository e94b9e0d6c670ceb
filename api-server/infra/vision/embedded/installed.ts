import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemErrorCode } from '../../../../src/platform/errors.js';

/** How the packages of the embedded analysis are: none, those of another release, or ours. */
export type Installed = 'no' | 'other' | 'yes';

/** The last file that an installation writes: the lock file that it followed. */
export const installedLock = 'installed-lock.json';

/** Whether a directory holds what this release needs, to the version of every package. */
export async function installedIn(directory: string, packages: URL): Promise<Installed> {
  const wanted = await readFile(fileURLToPath(new URL('package-lock.json', packages)));
  try {
    const found = await readFile(join(directory, installedLock));
    return hash(found) === hash(wanted) ? 'yes' : 'other';
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 'no';
    throw error;
  }
}

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
