import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import type { ReleaseDescription } from '../contracts/release.js';
import { type BuiltParts, bundleFiles } from '../environments/bundle/bundle.js';
import { packageLockSchema } from '../environments/bundle/prune-lock.js';
import { builtFile } from './built.js';

/** The build of this run of the tests, as parts of a bundle. */
export async function builtParts(): Promise<BuiltParts> {
  const read = async (file: string) =>
    new Uint8Array(await readFile(builtFile(`api-server/${file}`)));
  const json = async (file: string) =>
    JSON.parse(await readFile(new URL(`../../${file}`, import.meta.url), 'utf8'));
  const text = new TextDecoder().decode(await read('release.json'));
  const release = JSON.parse(text) as ReleaseDescription;
  const files = await Promise.all(
    release.files.map(async (file) => [file, await read(file)] as const),
  );
  return {
    ...{ release, files: new Map(files), manifest: await json('package.json') },
    lock: packageLockSchema.parse(await json('package-lock.json')),
  };
}

/** The same as another version, with other files where `edit` says so. */
export function asVersion(
  { release, files, ...parts }: BuiltParts,
  version: string,
  edit: Readonly<Record<string, string>> = {},
): BuiltParts {
  const edited = Object.entries(edit).map(
    ([file, text]) => [file, new TextEncoder().encode(text)] as const,
  );
  return { ...parts, release: { ...release, version }, files: new Map([...files, ...edited]) };
}

/** A bundle as a zip file; `more` is put in beside what belongs there. */
export function zipped(parts: BuiltParts, more: Readonly<Record<string, Uint8Array>> = {}) {
  const bytes = (content: Uint8Array | string) =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const files = bundleFiles(parts).map(({ path, content }) => [path, bytes(content)] as const);
  // At one time: of the same parts the same bytes, however long lies between.
  return zipSync({ ...Object.fromEntries(files), ...more }, { level: 0, mtime: '2018-11-14' });
}

/** `node_modules` that the tests run with. */
export const testModules = join(import.meta.dirname, '..', '..', 'node_modules');
