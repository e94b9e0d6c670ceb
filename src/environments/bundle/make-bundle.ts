import type { ReleaseDescription } from '../../contracts/release.js';
import { CatopsError } from '../../platform/errors.js';
import { type BuiltParts, bundleFiles } from './bundle.js';
import type { BuiltRelease, BundleArchive } from './ports.js';

/** What making a bundle takes. */
export interface MakeBundleDeps {
  readonly built: BuiltRelease;
  readonly archive: BundleArchive;
}

/** A bundle that was made, or would be. */
export interface MadeBundle {
  readonly release: ReleaseDescription;
  /** Absolute; null in a dry run. */
  readonly file: string | null;
  readonly bytes: number;
  readonly sha256: string;
  /** Paths in it, sorted. */
  readonly contents: readonly string[];
  /** Packages that its lock names, those of every platform counted. */
  readonly packages: number;
}

/**
 * Makes the bundle of the build this program runs from. Of the same commit it is the same, byte for
 * byte; a build of anything else is refused, or with `dirty` named after what is in it, so that two
 * of them never share a name.
 */
export async function makeBundle(
  { built, archive }: MakeBundleDeps,
  input: {
    readonly dirty: boolean;
    readonly dryRun: boolean;
    /** Where it goes; by its version when not said. */
    readonly out: (version: string) => string;
  },
): Promise<MadeBundle> {
  const parts = named(await built.read(), input.dirty, archive);
  const files = bundleFiles(parts);
  const content = archive.pack(files);
  return {
    release: parts.release,
    file: input.dryRun ? null : await archive.write(input.out(parts.release.version), content),
    bytes: content.length,
    sha256: archive.hash(content),
    contents: files.map(({ path }) => path),
    packages: countPackages(files.find(({ path }) => path === 'package-lock.json')?.content),
  };
}

function named(parts: BuiltParts, dirty: boolean, archive: BundleArchive): BuiltParts {
  const { release } = parts;
  if (release.isClean) return parts;
  if (!dirty) {
    const why = release.commit === null ? 'of no commit' : 'with changes that no commit holds';
    throw new CatopsError('release-invalid', `The build ${release.version} was made ${why}.`, {
      hint: 'git commit, npm run build, and again; or --dirty for this machine only',
    });
  }
  const mark = archive.hash(archive.pack(bundleFiles(parts))).slice(0, 8);
  return { ...parts, release: { ...release, version: `${release.version}.${mark}` } };
}

function countPackages(lock: Uint8Array | string | undefined): number {
  const { packages } = JSON.parse(String(lock)) as { packages: object };
  return Object.keys(packages).length - 1;
}
