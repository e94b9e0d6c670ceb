import { strFromU8, unzipSync } from 'fflate';
import { releaseFile, releaseSchema } from '../../contracts/release.js';
import { CatopsError, messageOf } from '../../platform/errors.js';

/** A file of a bundle that was read. */
export interface UnpackedFile {
  readonly bytes: Uint8Array;
  readonly mode: number;
}

// Ours are a tenth of it; more is no bundle, and could fill a disk.
const mostBytes = 64 * 1024 * 1024;
const mostFiles = 5000;

/**
 * The files of a bundle by their paths. Refuses (`release-invalid`) what is no bundle of that
 * version, what would lie outside of its directory, and what is larger than any bundle.
 */
export function unpackBundle(
  content: Uint8Array,
  version: string,
): ReadonlyMap<string, UnpackedFile> {
  let total = 0;
  let count = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(content, {
      filter: ({ name, originalSize }) => {
        total += originalSize;
        count += 1;
        if (!isPlainPath(name)) throw refused(`it has a file "${name}"`);
        if (total > mostBytes || count > mostFiles) throw refused('it is too large');
        return !name.endsWith('/');
      },
    });
  } catch (error) {
    if (error instanceof CatopsError) throw error;
    throw refused(`it is no zip file (${messageOf(error)})`);
  }
  const release = described(files[`api-server/${releaseFile}`]);
  if (release.version !== version) throw refused(`it is one of ${release.version}, not ${version}`);
  const missing = release.files.filter((file) => !files[`api-server/${file}`]);
  if (missing.length > 0) throw refused(`${missing[0]} is missing`);
  return new Map(
    Object.entries(files).map(([path, bytes]) => [
      path,
      { bytes, mode: path.endsWith('.sh') ? 0o700 : 0o600 },
    ]),
  );
}

/** Below the directory it is unpacked to, whatever the system: no way up, no drive, no backslash. */
function isPlainPath(path: string): boolean {
  const parts = path.replace(/\/$/, '').split('/');
  return parts.every((part) => /^[\w.+@-]+$/.test(part) && part !== '.' && part !== '..');
}

function described(bytes: Uint8Array | undefined) {
  try {
    return releaseSchema.parse(JSON.parse(strFromU8(bytes ?? new Uint8Array())));
  } catch {
    throw refused(`api-server/${releaseFile} is missing or cannot be read`);
  }
}

function refused(why: string): CatopsError {
  return new CatopsError('release-invalid', `That is no bundle of a release: ${why}.`, {
    hint: 'catops env bundle',
  });
}
