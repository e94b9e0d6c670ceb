import { existsSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runAdmin } from '../../src/adapters/api-process/run-admin.js';
import { createBuiltRelease } from '../../src/adapters/bundle/built-release.js';
import { createZipArchive } from '../../src/adapters/bundle/zip-archive.js';
import { keepWayBack, prune } from '../../src/adapters/supervisor/keep-releases.js';
import { createLocalEnvironments } from '../../src/adapters/supervisor/local-environments.js';
import { createReleasePackages } from '../../src/adapters/supervisor/release-packages.js';
import { createReleaseStore } from '../../src/adapters/supervisor/release-store.js';
import { currentRelease, releasesDirectory } from '../../src/contracts/supervisor-control.js';
import { bundleFiles } from '../../src/environments/bundle/bundle.js';
import type { Environments } from '../../src/environments/ports.js';
import { askRelease, type SchemaCheck } from '../../src/environments/schema-check.js';
import { CatopsError } from '../../src/platform/errors.js';
import type { Host } from '../../src/platform/host.js';

/** Where the environment of this machine is. */
export interface LocalPlace {
  readonly host: Pick<Host, 'clock' | 'env' | 'signal'>;
  /** Where the built program lies, a URL ending in a slash. */
  readonly distDir: URL;
  /** The Node that runs it. */
  readonly nodePath: string;
  readonly dataDir: string;
  readonly say: (line: string) => void;
}

/** The environment of the data directory, called `environment`. */
export function localEnvironments(
  place: LocalPlace,
  about: { readonly environment: string; readonly production: boolean },
): Environments {
  const { dataDir, host } = place;
  const at = { ...about, dataDir, clock: host.clock, releases: store(place) };
  return createLocalEnvironments({ ...at, bundleOf: (version) => bundleOf(place, version) });
}

/** Makes a release of the build that runs, so that there is a way back to it although another is built meanwhile. */
export async function keepBuild(place: LocalPlace, signal: AbortSignal): Promise<void> {
  const { dataDir, host } = place;
  // What this program has not is seen to when it is wanted: npm fetches nothing beside an API that serves.
  const releases = store(place, null);
  const bundle = (version: string) => bundleOf(place, version);
  const build = { dataDir, clock: host.clock, releases, bundleOf: bundle };
  await keepWayBack(build, signal);
  await prune(build, signal);
}

async function bundleOf({ distDir }: LocalPlace, version: string): Promise<Uint8Array | null> {
  // An installed program has no lock beside it: then there is nothing to keep, and that stops nobody.
  const parts = await createBuiltRelease(distDir)
    .read()
    .catch(() => null);
  if (parts?.release.version !== version) return null;
  return createZipArchive(fileURLToPath(distDir)).pack(bundleFiles(parts));
}

/** Asks releases of the data directory whether they can run on its database. */
export function localSchemaCheck(place: LocalPlace): SchemaCheck {
  const { dataDir, host, nodePath } = place;
  const { env, signal } = host;
  return askRelease(async (version) => {
    const release = join(dataDir, releasesDirectory, version);
    const directory = join(release, 'api-server/');
    // One of a bundle that is still to be published: nothing is changed before it is agreed to.
    if (!existsSync(directory)) return null;
    const missing = await packagesOf(place).missing(release);
    if (missing !== null) throw notToBeAsked(version, missing, modulesOf(place));
    const releaseDir = pathToFileURL(directory);
    const request = { op: 'db.migrate', dryRun: true } as const;
    return runAdmin({ releaseDir, nodePath, dataDir, env, signal }, request);
  });
}

/** The processes of the release that was deployed last, by the link to it; null when none was. */
export async function currentDirectory(place: LocalPlace): Promise<URL | null> {
  const link = join(place.dataDir, releasesDirectory, currentRelease);
  const target = await readlink(link).catch(() => null);
  if (target === null) return null;
  await store(place).ready(basename(target));
  return pathToFileURL(join(link, 'api-server/'));
}

function store(place: LocalPlace, npm?: null) {
  return createReleaseStore(place.dataDir, packagesOf(place, npm));
}

function packagesOf(place: LocalPlace, npm?: null) {
  const { env, signal } = place.host;
  return createReleasePackages({
    ...{ modules: modulesOf(place), npm, env, signal },
    onProgress: place.say,
  });
}

function notToBeAsked(version: string, missing: string, modules: string): CatopsError {
  return new CatopsError(
    'release-invalid',
    `${version} cannot be asked before it has ${missing}, which is not in ${modules}; npm fetches it when the change begins.`,
  );
}

const modulesOf = ({ distDir }: LocalPlace) => modulesAbove(fileURLToPath(distDir));

/** The `node_modules` that this program finds its packages in. */
function modulesAbove(directory: string): string {
  for (let at = directory; ; at = join(at, '..')) {
    const modules = join(at, 'node_modules');
    if (existsSync(join(modules, 'fastify')) || at === join(at, '..')) return modules;
  }
}
