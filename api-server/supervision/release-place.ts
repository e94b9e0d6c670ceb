import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { releaseFile, releaseSchema } from '../../src/contracts/release.js';
import { release as ownRelease } from '../release.js';

/** Where the files of a release are. */
export interface ReleasePlace {
  /** Directory of its processes, without links on the way: what is there stays that release. */
  readonly directory: string;
  readonly version: string;
}

/** What lies there now, wherever a link leads. Throws when there is no such directory. */
export function placeAt(directory: string): ReleasePlace {
  const real = realpathSync(directory);
  return { directory: real, version: versionAt(real) };
}

function versionAt(directory: string): string {
  try {
    const text = readFileSync(join(directory, releaseFile), 'utf8');
    return releaseSchema.parse(JSON.parse(text)).version;
  } catch {
    // A copy that was not put there as a release: of this program, as far as anybody knows.
    return ownRelease;
  }
}
