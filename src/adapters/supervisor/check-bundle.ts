import { readFile } from 'node:fs/promises';
import { CatopsError, messageOf } from '../../platform/errors.js';
import { unpackBundle } from './unpack-bundle.js';

/** The bytes of a bundle; throws `release-invalid` when it is none, or one of another version. */
export async function checkBundle(file: string, version: string): Promise<number> {
  const content = await readBundle(file);
  unpackBundle(content, version);
  return content.length;
}

/** Throws `release-invalid` for a file that cannot be read. */
export async function readBundle(file: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    throw new CatopsError('release-invalid', `The bundle cannot be read: ${messageOf(error)}.`, {
      hint: 'catops env bundle',
    });
  }
}
