import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '../../../../src/platform/errors.js';

/** How the packages of the embedded analysis are: none, those of another release, or ours. */
export type Installed = 'no' | 'other' | 'yes';

/** The last file that an installation writes: the lock file that it followed. */
const installedLock = 'installed-lock.json';

/** Whether a directory holds every package at its version; `wanted` is the SHA-256 of the lock file. */
export async function installedIn(directory: string, wanted: string): Promise<Installed> {
  try {
    const found = await readFile(join(directory, installedLock));
    return createHash('sha256').update(found).digest('hex') === wanted ? 'yes' : 'other';
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 'no';
    throw error;
  }
}
