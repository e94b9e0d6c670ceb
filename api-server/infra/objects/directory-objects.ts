import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '../../../src/platform/errors.js';
import type { ObjectStore } from '../../ports.js';

/** Names a picture file may have: nothing that could lead out of the directory. */
export const objectName = /^[A-Za-z0-9_-]{1,64}\.(?:jpg|png|gif)$/;

/** Picture files in a directory. */
export function createDirectoryObjects(directory: string): ObjectStore {
  return {
    async read(name) {
      if (!objectName.test(name)) return undefined;
      try {
        return await readFile(join(directory, name));
      } catch (error) {
        if (systemErrorCode(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}
