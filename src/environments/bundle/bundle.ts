import { type ReleaseDescription, releaseFile } from '../../contracts/release.js';
import { platformFiles } from './platform-files.js';
import { type PackageLock, type PackageRoot, pruneLock } from './prune-lock.js';

/** One file of a bundle. */
export interface BundleFile {
  /** Below the top of the bundle, with slashes. */
  readonly path: string;
  readonly content: Uint8Array | string;
  /** It is a program. */
  readonly runs?: true;
}

/** What a bundle is made of, as it lies in the repository after a build. */
export interface BuiltParts {
  readonly release: ReleaseDescription;
  /** By the paths of `release.files`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly manifest: {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly engines?: unknown;
  };
  readonly lock: PackageLock;
}

/**
 * All files of a bundle, sorted: the processes, what npm needs to fetch their packages and no others,
 * and what Elastic Beanstalk needs to run them. Nothing in it is of today or of this machine.
 */
export function bundleFiles({ release, files, manifest, lock }: BuiltParts): BundleFile[] {
  const root: PackageRoot = {
    ...{ name: 'cat-api', version: release.version },
    dependencies: pick(manifest.dependencies, release.packages),
    ...(manifest.engines === undefined ? {} : { engines: manifest.engines }),
  };
  const manifestFile = { ...root, private: true, type: 'module', scripts: { start: startCommand } };
  return [
    ...[...files].map(([path, content]) => ({ path: `api-server/${path}`, content })),
    { path: `api-server/${releaseFile}`, content: json(release) },
    { path: 'Procfile', content: `web: ${startCommand}\n` },
    { path: 'package.json', content: json(manifestFile) },
    { path: 'package-lock.json', content: json(pruneLock(lock, root)) },
    ...platformFiles,
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

const startCommand = 'node api-server/supervisor.js';

function pick(
  dependencies: Readonly<Record<string, string>>,
  packages: readonly string[],
): Record<string, string> {
  return Object.fromEntries(packages.map((name) => [name, dependencies[name] ?? '*']));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
